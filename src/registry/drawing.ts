import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colour of axes and text. */
export const ink = "#475569";

/** A plot as SVG, with the look that all pictures share, made the same on every machine. */
export function drawn(options: Plot.PlotOptions): {
  readonly svg: string;
  readonly plot: ReturnType<typeof Plot.plot>;
} {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    document: document as unknown as Document,
    className: "plot",
    ...options,
    style: { color: ink, background: "none", fontFamily: "system-ui, sans-serif", fontSize: "11px" },
  });
  // Two decimals of a pixel are enough, and the same on every machine.
  return { plot, svg: plot.outerHTML.replace(/(\d+\.\d{2})\d+/g, "$1").replace(/<style>[\s\S]*?<\/style>/, "") };
}

/** Parts on white, as one SVG file. */
export function picture(
  { width, height, title }: { readonly width: number; readonly height: number; readonly title: string },
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="#fff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/** A part at a place of the picture. */
export function placed(svg: string, x: number, y = 0): string {
  return svg.replace("<svg ", `<svg x="${x}" ${y === 0 ? "" : `y="${y}" `}`);
}

/** A line of text in a picture. */
export function textAt(x: number, y: number, text: string, colour: string = ink): string {
  return `<text x="${x}" y="${y}" font-family="system-ui, sans-serif" font-size="11" fill="${colour}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
