import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../../core/errors.ts";
import { drawn, ink, picture, placed, textAt } from "../../registry/drawing.ts";
import { figure } from "../report/format.ts";
import type { LossSurface } from "./landscape.ts";

export interface PlotLossSurfaceOptions {
  /** Default "loss". */
  readonly title?: string;
  /** Points on a line that are marked, with their names. Default: 0, without a name. */
  readonly marks?: readonly { readonly at: number; readonly name?: string }[];
  /** What the axis of a line counts. */
  readonly label?: string;
}

const line = { width: 420, height: 300, marginLeft: 56, marginRight: 16, marginTop: 30, marginBottom: 40 };
const plane = { width: 440, height: 440, marginLeft: 44, marginRight: 16, marginTop: 30, marginBottom: 40 };
const legendWidth = 104;
const headingHeight = 24;
const lossColour = "#2563eb";
const metricColour = "#059669";

/** A ratio of largest to smallest loss beyond which only a logarithmic scale shows both. */
const logFrom = 10;

/**
 * A loss surface as an SVG: a line as curves of the loss and the first metric, a plane as filled contours with a legend. The loss is
 * on a logarithmic scale where it spans more than a factor of ten.
 */
export function plotLossSurface(surface: LossSurface, options: PlotLossSurfaceOptions = {}): string {
  const [low, high] = extent(surface.loss);
  if (low > high) throw new ArgumentError("plotLossSurface", { expected: "a finite loss somewhere", got: "none" });
  const isLog = low > 0 && high / low > logFrom;
  return surface.axes.length === 1
    ? drawLine(surface, options, isLog)
    : drawPlane(surface, options, isLog, [low, high]);
}

function drawLine({ axes, loss, metrics }: LossSurface, options: PlotLossSurfaceOptions, isLog: boolean): string {
  const { title = "loss", marks = [{ at: 0 }], label = "distance along a random direction" } = options;
  const xs = axes[0] as readonly number[];
  const panelOf = (name: string, values: readonly number[], colour: string, log: boolean): string =>
    drawn({
      ...line,
      x: { label: null, tickSize: 0, ticks: 6 },
      y: {
        label: null,
        grid: true,
        tickSize: 0,
        ...(log ? { type: "log", ticks: decades(...extent(values)), tickFormat: figure } : { ticks: 5 }),
      },
      marks: [
        Plot.ruleX(marks, { x: "at", stroke: "#94a3b8", strokeDasharray: "3,4" }),
        Plot.line(
          xs.map((x, i) => ({ x, y: values[i] as number })).filter(({ y }) => Number.isFinite(y)),
          { x: "x", y: "y", stroke: colour, strokeWidth: 1.8 },
        ),
        Plot.text(
          marks.filter(({ name }) => name !== undefined),
          { x: "at", text: "name", frameAnchor: "top", lineAnchor: "bottom", dy: -4, fill: ink },
        ),
        Plot.text([name], { frameAnchor: "top-left", dy: -22, fontWeight: "bold", fill: colour }),
        Plot.text([label], { frameAnchor: "bottom", dy: 34, fill: ink }),
      ],
    }).svg;
  const [metric] = Object.entries(metrics);
  const panels = [panelOf(isLog ? "loss, logarithmic" : "loss", loss, lossColour, isLog)];
  if (metric !== undefined) panels.push(panelOf(metric[0], metric[1], metricColour, false));
  const height = line.height + headingHeight;
  return picture({ width: line.width * panels.length, height, title }, [
    textAt(line.marginLeft, headingHeight - 6, title),
    ...panels.map((svg, i) => placed(svg, i * line.width, headingHeight)),
  ]);
}

function drawPlane(
  { axes, loss }: LossSurface,
  { title = "loss" }: PlotLossSurfaceOptions,
  isLog: boolean,
  [low, high]: readonly [number, number],
): string {
  const [xs, ys] = axes as [readonly number[], readonly number[]];
  const scaled = (value: number): number => (isLog ? Math.log10(value) : value);
  // Where there is no number the network is beyond the highest one.
  const at = (i: number, j: number): number => {
    const value = loss[i * ys.length + j] as number;
    return scaled(Number.isFinite(value) ? value : high);
  };
  const values = ys.flatMap((_, j) => xs.map((_, i) => at(i, j)));
  const levels = isLog ? decades(low, high) : evenLevels(low, high);
  // The lowest band begins at the lowest value; a level just above it would be no band of its own.
  const least = scaled(low) + (scaled(high) - scaled(low)) / 40;
  const thresholds = [low, ...levels.filter((level) => scaled(level) > least)];
  const [x1, x2] = ends(xs);
  const [y1, y2] = ends(ys);
  const shared = { width: xs.length, height: ys.length, x1, x2, y1, y2, thresholds: thresholds.map(scaled) };
  const { svg, plot } = drawn({
    ...plane,
    x: { label: null, domain: [xs[0] as number, xs.at(-1) as number], ticks: 5 },
    y: { label: null, domain: [ys[0] as number, ys.at(-1) as number], ticks: 5 },
    color: { type: "linear", scheme: "viridis", domain: [scaled(low), scaled(high)] },
    marks: [
      Plot.contour(values, { ...shared, fill: Plot.identity, clip: true }),
      Plot.contour(values, {
        ...shared,
        value: Plot.identity,
        stroke: "#fff",
        strokeOpacity: 0.35,
        strokeWidth: 0.6,
        clip: true,
      }),
      Plot.dot([[0, 0]], { r: 5, stroke: "#fff", strokeWidth: 3, symbol: "times" }),
      Plot.dot([[0, 0]], { r: 5, stroke: "#dc2626", strokeWidth: 1.6, symbol: "times" }),
      Plot.text([title], { frameAnchor: "top-left", dy: -22, fontWeight: "bold", fill: ink }),
      Plot.text(["distance along two random directions; the cross is the model"], {
        frameAnchor: "bottom",
        dy: 34,
        fill: ink,
      }),
    ],
  });
  const colour = plot.scale("color") as { apply(value: number): string };
  const legend = legendOf(thresholds, (level) => colour.apply(scaled(level)));
  return picture({ width: plane.width + legendWidth, height: plane.height, title }, [placed(svg, 0), ...legend]);
}

/** Bands from the lowest loss below to the highest above, each named by where it begins. */
function legendOf(thresholds: readonly number[], colourOf: (level: number) => string): string[] {
  const bottom = plane.height - plane.marginBottom;
  const height = Math.min(22, (bottom - plane.marginTop) / thresholds.length);
  return thresholds.flatMap((level, i) => {
    const y = bottom - (i + 1) * height;
    return [
      `<rect x="${plane.width + 4}" y="${y.toFixed(2)}" width="18" height="${height.toFixed(2)}" fill="${colourOf(level)}"/>`,
      textAt(plane.width + 28, Number((y + height + 4).toFixed(2)), figure(level)),
    ];
  });
}

/** The smallest and the largest finite value. */
function extent(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
}

/** Where a grid's outer cells end, so that its points lie in their middles. */
function ends(axis: readonly number[]): [number, number] {
  const half = ((axis[1] as number) - (axis[0] as number)) / 2;
  return [(axis[0] as number) - half, (axis.at(-1) as number) + half];
}

/** Levels of a logarithmic scale: round multiples of powers of ten, the fewer the more powers there are. */
function decades(low: number, high: number): number[] {
  const span = Math.log10(high / low);
  const digits = span > 8 ? [1] : span > 5 ? [1, 3] : span > 2 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
  const levels: number[] = [];
  const every = Math.max(1, Math.ceil(span / 20));
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += every)
    for (const digit of digits) levels.push(Number(`${digit}e${power}`));
  return levels.filter((level) => level > low && level < high);
}

/** About a dozen round levels. */
function evenLevels(low: number, high: number): number[] {
  if (!(high > low)) return [];
  const rough = (high - low) / 12;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((digit) => digit * power >= rough) as number) * power;
  const levels: number[] = [];
  for (let i = Math.ceil(low / step); i * step < high; i++) levels.push(Number((i * step).toPrecision(12)));
  return levels;
}
