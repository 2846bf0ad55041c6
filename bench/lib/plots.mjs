/** Plots of results as SVG, in the colours of the page they stand in. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const style = { color: "var(--ink)", background: "none", fontFamily: "system-ui, sans-serif", fontSize: "12px" };
const ratioText = (x) => (x >= 100 ? x.toFixed(0) : String(Number(x.toPrecision(2))));

/**
 * Ours / theirs on a logarithmic axis, a line a row: the median with its quartiles, the goal as a tick, above it the text.
 * @param rows with a ratio; `width` in pixels
 */
export function plotRatios(rows, width) {
  const compact = rows.length > 40;
  const letters = Math.floor((width - 20) / 6.6);
  const lines = rows.map((row, i) => {
    const name = compact ? row.name.split(" ")[0] : row.name;
    const text = compact ? `${name} · ${row.peer}` : `${row.peer} · ${name} [${row.device}]`;
    const [low, high] = row.ratioQuartiles ?? [row.ratio, row.ratio];
    return {
      at: i,
      text: shorten(text, letters),
      full: text,
      low,
      high,
      ratio: row.ratio,
      goal: row.goal,
      state: stateOf(row),
    };
  });
  const values = lines.flatMap(({ low, high, goal }) => [low, high, ...(goal === undefined ? [] : [goal])]);
  const domain = [Math.min(0.5, ...values) / 1.3, Math.max(2, ...values) * 1.6];
  const step = 34;
  return svgOf({
    width,
    height: lines.length * step + 56,
    marginLeft: 12,
    marginRight: 14,
    marginTop: 34,
    marginBottom: 22,
    x: {
      type: "log",
      domain,
      label: null,
      axis: "top",
      ticks: ticksOf(domain, width),
      tickFormat: ratioText,
      tickSize: 0,
      grid: true,
    },
    y: { type: "linear", domain: [lines.length - 0.4, -0.6], axis: null },
    marks: [
      Plot.ruleX([1], { stroke: "var(--ink)", strokeOpacity: 0.55 }),
      Plot.text(lines, {
        y: (line) => line.at - 0.28,
        text: "text",
        frameAnchor: "left",
        textAnchor: "start",
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
        title: "full",
      }),
      ...["met", "missed", "open"].flatMap((state) => {
        const own = lines.filter((line) => line.state === state);
        const y = (line) => line.at + 0.14;
        return [
          Plot.ruleY(own, {
            x1: "low",
            x2: "high",
            y,
            stroke: `var(--${state})`,
            strokeWidth: 2.5,
            strokeOpacity: 0.6,
          }),
          Plot.dot(own, { x: "ratio", y, r: 4.5, fill: `var(--${state})` }),
        ];
      }),
      Plot.ruleX(
        lines.filter(({ goal }) => goal !== undefined),
        { x: "goal", y1: (line) => line.at - 0.1, y2: (line) => line.at + 0.38, stroke: "var(--goal)", strokeWidth: 2 },
      ),
    ],
  });
}

/** Times against sizes on logarithmic axes, with the line that would be proportional. */
export function plotGrowth({ curve, over, ok }, width) {
  const points = curve.map(({ size, median, quartiles }) => ({ size, median, low: quartiles[0], high: quartiles[1] }));
  const [first] = points;
  const proportional = points.map(({ size }) => ({ size, median: (first.median * size) / first.size }));
  const state = ok === undefined ? "open" : ok ? "met" : "missed";
  return svgOf({
    width,
    height: 250,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 24,
    marginBottom: 36,
    x: { type: "log", label: `${over} →`, ticks: points.map(({ size }) => size), tickFormat: String, tickSize: 0 },
    y: { type: "log", label: "↑ ms", grid: true, tickSize: 0, ticks: 4, tickFormat: ratioText },
    marks: [
      Plot.line(proportional, {
        x: "size",
        y: "median",
        stroke: "var(--ink)",
        strokeDasharray: "3 4",
        strokeOpacity: 0.6,
      }),
      Plot.ruleX(points, {
        x: "size",
        y1: "low",
        y2: "high",
        stroke: `var(--${state})`,
        strokeOpacity: 0.6,
        strokeWidth: 2.5,
      }),
      Plot.line(points, { x: "size", y: "median", stroke: `var(--${state})`, strokeWidth: 2 }),
      Plot.dot(points, { x: "size", y: "median", fill: `var(--${state})`, r: 4 }),
    ],
  });
}

function stateOf({ ok }) {
  return ok === undefined ? "open" : ok ? "met" : "missed";
}

function shorten(text, letters) {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** 1, 2 and 5 times powers of ten, or the powers alone where those would touch. */
function ticksOf([low, high], width) {
  const decades = Math.log10(high / low);
  const steps = width / decades > 170 ? [1, 2, 5] : [1];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return Array.from({ length: to - from + 1 }, (_, i) => steps.map((step) => step * 10 ** (from + i)))
    .flat()
    .filter((tick) => tick >= low && tick <= high);
}

function svgOf(options) {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, className: "plot", style });
  return svg.outerHTML.replace(/(\d+\.\d{2})\d+/g, "$1").replace(/<style>[\s\S]*?<\/style>/, "");
}
