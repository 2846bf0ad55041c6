import { chart, type Point, type Series } from "./chart.ts";
import type { EpochRecord, NormRecord, ReportData } from "./data.ts";
import { figure, isShare, percent, title } from "./format.ts";
import { html, type Markup } from "./markup.ts";

/** Points a curve of steps is thinned to; between them the band spans the middle 80 % of the losses. */
const stepPoints = 240;
/** Layers beyond this are too many for one chart; those with most change are shown. */
const shownLayers = 8;

/** Loss and metrics over epochs and steps. */
export function curves({ history, stepLosses }: ReportData): Markup | undefined {
  const best = bestEpoch(history);
  const mark =
    best?.validation === undefined || history.length < 3
      ? undefined
      : { x: best.epoch, label: `best, epoch ${best.epoch}` };
  const metrics = [
    ...new Set(history.flatMap(({ metrics, validation }) => Object.keys({ ...metrics, ...validation?.metrics }))),
  ];
  const rates = history.map(({ learningRate }) => learningRate).filter((rate) => rate !== undefined);
  const charts = [
    chart({
      title: "Loss",
      unit: "Epoch",
      format: figure,
      mark,
      series: trainAndValidation(history, (record) => [record.loss, record.validation?.loss]),
    }),
    ...metrics.map((name) => {
      const series = trainAndValidation(history, ({ metrics, validation }) => [
        metrics?.[name],
        validation?.metrics?.[name],
      ]);
      const share = isShare(
        name,
        series.flatMap(({ points }) => points.map(({ y }) => y)),
      );
      return chart({
        title: title(name),
        unit: "Epoch",
        format: share ? (value) => percent(value, 1) : figure,
        mark,
        series,
      });
    }),
    new Set(rates).size > 1 &&
      chart({
        title: "Learning rate",
        logarithmic: false,
        unit: "Epoch",
        format: figure,
        series: [
          {
            name: "learning rate",
            color: "var(--rate)",
            points: history.map(({ epoch, learningRate = Number.NaN }) => ({ x: epoch, y: learningRate })),
          },
        ],
      }),
  ].filter((each): each is Markup => each !== undefined && each !== false);
  const steps =
    stepLosses !== undefined &&
    chart({
      title: "Loss of every step",
      unit: "Step",
      format: figure,
      // Alone in its row it takes all of it.
      wide: charts.length % 2 === 0,
      series: [{ name: "train", color: "var(--train)", points: thin(stepLosses) }],
    });
  if (steps) charts.push(steps);
  return charts.length === 0 ? undefined : html`<div class="charts">${charts}</div>`;
}

/** The epoch with the lowest validation loss (training loss where nothing is validated). */
export function bestEpoch(history: readonly EpochRecord[]): EpochRecord | undefined {
  const validated = history.some(({ validation }) => validation !== undefined);
  const score = ({ loss, validation }: EpochRecord): number => (validated ? (validation?.loss ?? Number.NaN) : loss);
  return history.reduce<EpochRecord | undefined>((best, record) => {
    if (!Number.isFinite(score(record))) return best;
    return best === undefined || score(record) < score(best) ? record : best;
  }, undefined);
}

function trainAndValidation(
  history: readonly EpochRecord[],
  values: (record: EpochRecord) => readonly [number | undefined, number | undefined],
): Series[] {
  return ["train", "validation"].map((name, i) => ({
    name,
    color: `var(--${name})`,
    points: history.map((record) => ({ x: record.epoch, y: values(record)[i] ?? Number.NaN })),
  }));
}

/** Means over stretches of steps, with the first and last decile of each. */
function thin(losses: ArrayLike<number>): Point[] {
  const all = Array.from(losses);
  const stretch = Math.max(1, Math.ceil(all.length / stepPoints));
  const points: Point[] = [];
  for (let from = 0; from < all.length; from += stretch) {
    const part = all.slice(from, from + stretch).filter((loss) => Number.isFinite(loss));
    if (part.length === 0) continue;
    part.sort((a, b) => a - b);
    const y = part.reduce((sum, loss) => sum + loss, 0) / part.length;
    const decile = Math.floor(part.length / 10);
    const spread = { low: part[decile] as number, high: part[part.length - 1 - decile] as number };
    points.push({ x: from + Math.ceil(stretch / 2), y, ...(stretch === 1 ? {} : spread) });
  }
  return points;
}

/** Norms of weights and gradients, a curve a layer. */
export function normCurves(norms: readonly NormRecord[] = []): Markup | undefined {
  const layers = [...new Set(norms.map(({ layer }) => layer))];
  const shown = layers.length <= shownLayers ? layers : mostChanged(norms, layers);
  const seriesOf = (value: (norm: NormRecord) => number | undefined): Series[] =>
    shown.map((name, i) => ({
      name,
      color: `var(--line-${i})`,
      points: norms
        .filter(({ layer }) => layer === name)
        .map((norm) => ({ x: norm.epoch, y: value(norm) ?? Number.NaN })),
    }));
  const charts = [
    chart({ title: "Weight norm", unit: "Epoch", format: figure, series: seriesOf(({ weightNorm }) => weightNorm) }),
    chart({
      title: "Gradient norm",
      unit: "Epoch",
      format: figure,
      series: seriesOf(({ gradientNorm }) => gradientNorm),
    }),
  ].filter((each) => each !== undefined);
  if (charts.length === 0) return undefined;
  const left = layers.length - shown.length;
  return html`<div class="charts">${charts}</div>${left > 0 && html`<p class="aside">The ${shownLayers} layers whose weights changed most; ${left} more are not shown.</p>`}`;
}

function mostChanged(norms: readonly NormRecord[], layers: readonly string[]): string[] {
  const change = (name: string): number => {
    const values = norms.filter(({ layer }) => layer === name).map(({ weightNorm }) => weightNorm);
    return Math.abs(Math.log((values.at(-1) as number) / (values[0] as number))) || 0;
  };
  const chosen = new Set([...layers].sort((a, b) => change(b) - change(a)).slice(0, shownLayers));
  return layers.filter((layer) => chosen.has(layer));
}
