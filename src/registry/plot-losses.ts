import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../core/errors.ts";
import { drawn, ink, picture, placed, textAt } from "./drawing.ts";
import { type LossOptions, parseLossOptions, resolveLoss } from "./index.ts";
import { type Curve, type CurveRange, curve } from "./sample-plot.ts";

/** A loss in a plot: a name, or a name with options: `{ name: "huber", delta: 2 }`. */
export type PlottedLoss = string | { readonly name: string; readonly [option: string]: unknown };

/** A curve with what its legend says. */
export interface NamedCurve extends Curve {
  readonly name: string;
}

const panel = { width: 360, height: 230, marginLeft: 48, marginRight: 14, marginTop: 26, marginBottom: 40 };
const legendRow = 18;
const valueColour = "#2563eb";
const gradientColour = "#d97706";
// Okabe and Ito's, which colour-blind readers tell apart, darkest first.
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a8a00"];

/**
 * Value and gradient of losses along a line through their prediction, as one SVG. All are drawn over the same range: the
 * given one, else the narrowest of their own.
 * @throws NameError for an unknown loss or option, ArgumentError for an option or a range out of range, or for no loss
 */
export async function plotLosses(
  losses: PlottedLoss | readonly PlottedLoss[],
  range: CurveRange = {},
): Promise<string> {
  return drawLosses(await curvesOf([losses].flat() as readonly PlottedLoss[], range));
}

async function curvesOf(losses: readonly PlottedLoss[], range: CurveRange): Promise<readonly NamedCurve[]> {
  if (losses.length === 0) throw new ArgumentError("plotLosses", { expected: "at least one loss", got: "none" });
  checkRange(range);
  const found = losses.map((loss) => {
    const { name, ...given } = typeof loss === "string" ? { name: loss } : loss;
    const { name: canonical, info, options } = resolveLoss(name);
    parseLossOptions(canonical, info, { ...options, ...given });
    return { name: canonical, info, options: { ...options, ...given }, legend: legendOf(canonical, given) };
  });
  const draw = async (within: CurveRange): Promise<NamedCurve[]> => {
    const curves: NamedCurve[] = [];
    for (const { name, info, options, legend } of found)
      curves.push({ ...(await curve(name, info, options, within)), name: legend });
    return curves;
  };
  const own = await draw(range);
  const from = Math.max(...own.map(({ x }) => x[0] as number));
  const to = Math.min(...own.map(({ x }) => x.at(-1) as number));
  const isShared = own.every(({ x }) => x[0] === from && x.at(-1) === to);
  return isShared || from >= to ? own : await draw({ ...range, from, to });
}

function checkRange({ from, to, points }: CurveRange): void {
  for (const [name, value] of Object.entries({ from, to }))
    if (value !== undefined && !Number.isFinite(value))
      throw new ArgumentError("plotLosses", { expected: `${name}: a number`, got: String(value) });
  if (from !== undefined && to !== undefined && !(from < to))
    throw new ArgumentError("plotLosses", { expected: "from below to", got: `${from} and ${to}` });
  if (points !== undefined && !(Number.isInteger(points) && points >= 3 && points <= 10_000))
    throw new ArgumentError("plotLosses", {
      expected: "points: a whole number from 3 to 10000",
      got: String(points),
    });
}

function legendOf(name: string, options: LossOptions): string {
  const parts = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}, ${parts.join(", ")}`;
}

/** Curves that are already sampled, value on the left and gradient on the right, as one SVG. */
export function drawLosses(curves: readonly NamedCurve[]): string {
  const single = curves.length === 1;
  const colourOf = (i: number, alone: string): string => (single ? alone : (colours[i % colours.length] as string));
  const label = [...new Set(curves.map((each) => each.label))].join("; ");
  const lines = (key: "value" | "gradient", alone: string): Line[] =>
    curves.map((each, i) => ({
      x: each.x,
      y: each[key],
      stroke: colourOf(i, alone),
      isDashed: curves.slice(0, i).some((before) => coincide(before[key], each[key])),
    }));
  const panels = [
    drawPanel("value", label, lines("value", valueColour), single ? valueColour : ink),
    drawPanel("gradient", label, lines("gradient", gradientColour), single ? gradientColour : ink),
  ];
  const width = panel.width * panels.length;
  const legend = single ? [] : legendAt(curves, panel.height, width, colourOf);
  const height = panel.height + (single ? 0 : legendRow * legend.length + 8);
  const names = curves.map(({ name }) => name).join("; ");
  return picture({ width, height, title: `Value and gradient of ${names}` }, [
    ...panels.map((svg, i) => placed(svg, i * panel.width)),
    ...legend,
  ]);
}

interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly stroke: string;
  /** Over another line, which is to be seen through the gaps. */
  readonly isDashed: boolean;
}

function coincide(a: readonly number[], b: readonly number[]): boolean {
  const size = Math.max(...a.filter(Number.isFinite).map(Math.abs), 1);
  return a.length === b.length && a.every((value, i) => !(Math.abs(value - (b[i] as number)) > 1e-6 * size));
}

/** Rows of names under the panels. */
function legendAt(
  curves: readonly NamedCurve[],
  top: number,
  width: number,
  colourOf: (i: number, alone: string) => string,
): string[] {
  const rows: string[] = [];
  let [row, x] = ["", panel.marginLeft];
  for (const [i, { name }] of curves.entries()) {
    const wide = 34 + 6.6 * name.length;
    if (x > panel.marginLeft && x + wide > width) {
      rows.push(row);
      [row, x] = ["", panel.marginLeft];
    }
    const y = top + rows.length * legendRow + 8;
    row += `<rect x="${x}" y="${y - 1.5}" width="14" height="3" fill="${colourOf(i, ink)}"/>${textAt(x + 19, y + 4, name)}`;
    x += Math.round(wide);
  }
  return [...rows, row];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points without those that the line between the ones left passes within a tolerance of (Ramer, Douglas and Peucker's way). */
function thinned(points: readonly Point[], tolerance: number): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return points;
  const slope = (last.y - first.y) / (last.x - first.x);
  const away = points.map(({ x, y }) => Math.abs(y - first.y - slope * (x - first.x)));
  const farthest = away.indexOf(Math.max(...away));
  if (!((away[farthest] as number) > tolerance)) return [first, last];
  return [...thinned(points.slice(0, farthest + 1), tolerance), ...thinned(points.slice(farthest), tolerance).slice(1)];
}

function drawPanel(title: string, label: string, lines: readonly Line[], titleColour: string): string {
  const all = lines.map(({ x, y, stroke, isDashed }) => ({
    stroke,
    isDashed,
    points: x.map((at, i) => ({ x: at, y: y[i] as number })).filter((point) => Number.isFinite(point.y)),
  }));
  const ys = all.flatMap(({ points }) => points.map((point) => point.y));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const flat = ys.length === 0 || high - low < 1e-9 * Math.max(1, Math.abs(high));
  const tenthOfPixel = (high - low) / (10 * panel.height);
  return drawn({
    ...panel,
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
      ...all.map(({ points, stroke, isDashed }) =>
        Plot.line(thinned(points, tenthOfPixel), {
          x: "x",
          y: "y",
          stroke,
          strokeWidth: 1.8,
          ...(isDashed ? { strokeDasharray: "6,6" } : {}),
        }),
      ),
      Plot.text([title], { frameAnchor: "top-left", dy: -18, fontWeight: "bold", fill: titleColour }),
      Plot.text([label], { frameAnchor: "bottom", dy: 34, fill: ink }),
    ],
  }).svg;
}
