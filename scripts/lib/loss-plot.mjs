/** A loss's value and gradient as one SVG. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const panel = { width: 360, height: 230, marginLeft: 48, marginRight: 14, marginTop: 26, marginBottom: 40 };
const ink = "#475569";

/** @param curve `{ label, x, value, gradient }`, of the loss of that name */
export function plotLoss(name, { label, x, value, gradient }) {
  const panels = [draw("value", label, x, value, "#2563eb"), draw("gradient", label, x, gradient, "#d97706")];
  const width = panel.width * panels.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${panel.height}" viewBox="0 0 ${width} ${panel.height}" role="img">`,
    `<title>Value and gradient of ${name}</title>`,
    `<rect width="${width}" height="${panel.height}" rx="6" fill="#fff"/>`,
    ...panels.map((svg, i) => svg.replace("<svg ", `<svg x="${i * panel.width}" `)),
    "</svg>",
    "",
  ].join("\n");
}

function draw(title, label, x, y, stroke) {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const points = x.map((at, i) => ({ x: at, y: y[i] })).filter((point) => Number.isFinite(point.y));
  const [low, high] = [Math.min(...points.map((point) => point.y)), Math.max(...points.map((point) => point.y))];
  const flat = points.length === 0 || high - low < 1e-9 * Math.max(1, Math.abs(high));
  const svg = Plot.plot({
    ...panel,
    document,
    className: "plot",
    style: { color: ink, background: "none", fontFamily: "system-ui, sans-serif", fontSize: "11px" },
    x: { label: null, tickSize: 0, ticks: 6 },
    y: {
      label: null,
      grid: true,
      tickSize: 0,
      ticks: 5,
      ...(flat ? { domain: [(low || 0) - 1, (high || 0) + 1] } : {}),
    },
    marks: [
      ...(flat || (low <= 0 && high >= 0) ? [Plot.ruleY([0], { stroke: "#cbd5e1" })] : []),
      Plot.line(points, { x: "x", y: "y", stroke, strokeWidth: 1.8 }),
      Plot.text([title], { frameAnchor: "top-left", dy: -18, fontWeight: "bold", fill: stroke }),
      Plot.text([label], { frameAnchor: "bottom", dy: 34, fill: ink }),
    ],
  });
  // Two decimals of a pixel are enough, and the same on every machine.
  return svg.outerHTML.replace(/(\d+\.\d{2})\d+/g, "$1").replace(/<style>[\s\S]*?<\/style>/, "");
}
