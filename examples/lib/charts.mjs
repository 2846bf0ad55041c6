/** Charts of the examples: Observable Plot on a page that is not there. */
import { writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

// Okabe and Ito's, which colour-blind readers tell apart.
export const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const ink = "#475569";
const font = "system-ui, sans-serif";

/**
 * Writes panels side by side, in rows of `columns`, with one legend for all.
 * @param file undefined: nothing is written
 * @param panels `{ title, ...options of Plot.plot }`
 * @param legend `[name, colour]` pairs
 */
export function saveChart(file, panels, { width = 460, height = 300, columns = panels.length, legend = [] } = {}) {
  if (file === undefined) return;
  const rows = Math.ceil(panels.length / columns);
  let [x, line] = [50, 0];
  const names = legend.map(([name, colour]) => {
    const wide = 34 + 6.8 * name.length;
    if (x > 50 && x + wide > width * columns) [x, line] = [50, line + 1];
    const [at, y] = [x, height * rows + 10 + 18 * line];
    x += wide;
    return `<rect x="${at}" y="${y - 2}" width="14" height="4" fill="${colour}"/><text x="${at + 19}" y="${y + 4}" font-family="${font}" font-size="11" fill="${ink}">${name}</text>`;
  });
  const full = { width: width * columns, height: height * rows + (legend.length > 0 ? 26 + 18 * line : 0) };
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${full.width}" height="${full.height}" viewBox="0 0 ${full.width} ${full.height}">`,
    `<rect width="${full.width}" height="${full.height}" fill="#fff"/>`,
    ...panels.map((panel, i) =>
      draw(panel, { width, height }, (i % columns) * width, Math.floor(i / columns) * height),
    ),
    ...names,
    "</svg>",
    "",
  ];
  writeFileSync(file, svg.join("\n"));
}

function draw({ title, marks, ...options }, size, x, y) {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    ...size,
    marginTop: 34,
    marginLeft: 50,
    document,
    style: { color: ink, background: "none", fontFamily: font, fontSize: "11px" },
    ...options,
    marks: [
      ...marks,
      Plot.text([title], { frameAnchor: "top-left", dy: -24, fontWeight: "bold", fontSize: 12, fill: ink }),
    ],
  });
  return svg.outerHTML
    .replace("<svg ", `<svg x="${x}" y="${y}" `)
    .replace(/(\d+\.\d{2})\d+/g, "$1")
    .replace(/<style>[\s\S]*?<\/style>/, "");
}
