import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { html, type Markup, trusted } from "./markup.ts";

/** One curve. */
export interface Series {
  readonly name: string;
  /** A CSS colour; `var(--train)` follows the theme. */
  readonly color: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Spread around y, drawn as a band. */
  readonly low?: number;
  readonly high?: number;
}

export interface ChartOptions {
  readonly title: string;
  /** What x counts: "Epoch", "Step". */
  readonly unit: string;
  readonly series: readonly Series[];
  /** Text of a value, on the axis and in tooltips. */
  readonly format: (value: number) => string;
  /** Whether the axis may be logarithmic when values lie far apart. Default true. */
  readonly logarithmic?: boolean;
  /** Across both columns. Default false. */
  readonly wide?: boolean;
  /** A point worth a mark: the best epoch. */
  readonly mark?: { readonly x: number; readonly label: string } | undefined;
}

const size = { width: 520, height: 290, marginLeft: 58, marginRight: 18, marginTop: 22, marginBottom: 34 };

/** A ratio of largest to smallest value beyond which only a logarithmic axis shows both. */
const logFrom = 30;

/**
 * Curves as an SVG figure with a legend. Values that are not finite are left out; with none left there is no chart.
 * Colours are CSS variables, so the page's theme applies. Names never enter the drawing itself, only escaped HTML.
 */
export function chart({
  title,
  unit,
  series: all,
  format,
  mark,
  logarithmic: allowed = true,
  wide = false,
}: ChartOptions): Markup | undefined {
  const series = all
    .map((each) => ({ ...each, points: each.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)) }))
    .filter(({ points }) => points.length > 0);
  if (series.length === 0) return undefined;
  const points = series.flatMap((each) => each.points);
  const ys = points.flatMap(({ y, low = y, high = y }) => [y, low, high]);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const logarithmic = allowed && low > 0 && high / low > logFrom;
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    ...size,
    ...(wide ? { width: 1080 } : {}),
    document: document as unknown as Document,
    className: "plot",
    x: {
      label: null,
      ticks: wholeTicks(xs[0] as number, xs.at(-1) as number),
      tickFormat: (x: number) => x.toLocaleString("en-US"),
      tickSize: 0,
      tickPadding: 8,
      ...(xs.length === 1 ? { domain: [(xs[0] as number) - 1, (xs[0] as number) + 1] } : {}),
    },
    y: {
      label: null,
      grid: true,
      tickSize: 0,
      tickPadding: 8,
      type: logarithmic ? "log" : "linear",
      ...(low === high ? { domain: around(low) } : { nice: !logarithmic }),
      ticks: logarithmic ? decades(low, high) : 5,
      tickFormat: format,
    },
    marks: [
      ...series.flatMap(({ points, color }) => curve(points, color, points.length <= 40)),
      ...(mark === undefined ? [] : marker(mark, xs)),
    ],
  });
  const at = (name: "x" | "y", value: number): number => Number(plot.scale(name)?.apply(value));
  const rows = xs.map((x) => ({
    x: round(at("x", x)),
    label: `${unit} ${x.toLocaleString("en-US")}`,
    values: series.flatMap(({ name, color, points }) => {
      const point = points.find((each) => each.x === x);
      return point === undefined ? [] : [[name, format(point.y), color, round(at("y", point.y))]];
    }),
  }));
  const legend =
    series.length > 1 && series.map(({ name, color }) => html`<span><i style="background:${color}"></i>${name}</span>`);
  return html`<figure class="chart${wide && " wide"}" data-points="${JSON.stringify(rows)}">
<figcaption><b>${title}</b>${logarithmic && html` <small>logarithmic</small>`}<span class="legend">${legend}</span></figcaption>
<div class="canvas"><div role="img" aria-label="${describe(title, unit, series, format)}">${trusted(plot.outerHTML)}</div></div><p class="unit">${unit}</p></figure>`;
}

function curve(points: readonly Point[], color: string, dots: boolean): Plot.Markish[] {
  const band = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  return [
    ...(band.length === 0 ? [] : [Plot.areaY(band, { x: "x", y1: "low", y2: "high", fill: color, fillOpacity: 0.18 })]),
    Plot.lineY(points, { x: "x", y: "y", stroke: color, strokeWidth: 2, strokeLinejoin: "round" }),
    ...(dots ? [Plot.dot(points, { x: "x", y: "y", fill: color, r: 2.6 })] : []),
  ];
}

function marker({ x, label }: { readonly x: number; readonly label: string }, xs: readonly number[]): Plot.Markish[] {
  const [first, last] = [xs[0] as number, xs.at(-1) as number];
  const place = (x - first) / (last - first);
  return [
    Plot.ruleX([x], { stroke: "var(--muted)", strokeDasharray: "3,4" }),
    Plot.text([label], {
      x: () => x,
      frameAnchor: "top",
      lineAnchor: "bottom",
      // Near an edge the text would leave the chart.
      textAnchor: place > 0.85 ? "end" : place < 0.15 ? "start" : "middle",
      dy: -6,
      fill: "var(--muted)",
    }),
  ];
}

/** What the chart shows, for those who cannot see it. */
function describe(title: string, unit: string, series: readonly Series[], format: (value: number) => string): string {
  const parts = series.map(({ name, points }) => {
    const [first, last] = [points[0] as Point, points.at(-1) as Point];
    return `${name} from ${format(first.y)} at ${unit.toLowerCase()} ${first.x} to ${format(last.y)} at ${last.x}`;
  });
  return `${title}: ${parts.join("; ")}.`;
}

/** Ticks at whole numbers: there is no epoch 2.5. */
function wholeTicks(first: number, last: number): number[] {
  const step = [1, 2, 5].flatMap((digit) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => digit * 10 ** power));
  const by = step.sort((a, b) => a - b).find((each) => (last - first) / each <= (last <= 12 ? 11 : 8)) ?? last - first;
  const ticks: number[] = [];
  for (let tick = Math.ceil(first / by) * by; tick <= last; tick += by) ticks.push(tick);
  return ticks;
}

/** Ticks of a logarithmic axis: powers of ten, with 2 and 5 between where there are few. */
function decades(low: number, high: number): number[] {
  const digits = Math.log10(high / low) > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const digit of digits) ticks.push(digit * 10 ** power);
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** A range for values that are all the same. */
function around(value: number): [number, number] {
  const half = Math.abs(value) / 2 || 1;
  return [value - half, value + half];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
