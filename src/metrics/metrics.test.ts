import { describe, expect, test } from "vitest";
import { ArgumentError, DomainError, NameError, ShapeError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import type { Shape } from "../core/shape.ts";
import { input, type Tensor, withDomain } from "../core/tensor.ts";
import { abs, sub } from "../ops/arithmetic.ts";
import { sigmoid } from "../ops/exponential.ts";
import { mean, softmax } from "../ops/reduce.ts";
import { evaluate, type Feed } from "../runtime/evaluate.ts";
import {
  accuracy,
  auc,
  binaryAccuracy,
  categoricalAccuracy,
  confusionMatrix,
  f1,
  iou,
  type Metric,
  type MetricTotals,
  meanAbsoluteErrorMetric,
  meanMetric,
  meanSquaredErrorMetric,
  precision,
  r2,
  recall,
  resolveMetric,
  rootMeanSquaredErrorMetric,
  topKAccuracy,
} from "./index.ts";

/** Examples: numbers per example of targets and predictions, and weights. */
interface Data {
  readonly yTrue: readonly number[];
  readonly yPred: readonly number[];
  readonly weights: readonly number[];
}

interface Form {
  /** Shapes of one example. */
  readonly trueShape?: Shape;
  readonly predShape?: Shape;
  readonly trueType?: "int64" | "uint8" | "float32";
  /** Makes the prediction of what is fed: a last layer. */
  readonly head?: (x: Tensor) => Tensor;
}

const size = 57;
const splits = [[57], [1, 20, 36], [10, 40, 7]];

/** A metric over batches of uneven sizes. */
async function over(metric: Metric, data: Data, form: Form, batches: readonly number[]) {
  const { trueShape = [], predShape = [1], trueType = "float32", head = (x) => x } = form;
  const totals: Record<string, { shape: Shape; values: Float64Array }> = {};
  let at = 0;
  for (const batch of batches) {
    const part = (values: readonly number[]): readonly number[] => {
      const each = values.length / size;
      return values.slice(at * each, (at + batch) * each);
    };
    const yTrue = input("yTrue", [batch, ...trueShape], { dtype: trueType });
    const yPred = head(input("x", [batch, ...predShape]));
    const sums = metric.sums({ yTrue, yPred, weights: input("weights", [batch]) });
    const feeds: Record<string, Feed> = { yTrue: part(data.yTrue), x: part(data.yPred), weights: part(data.weights) };
    const results = await evaluate(Object.values(sums), feeds);
    for (const [i, name] of Object.keys(sums).entries()) {
      const { shape } = sums[name] as Tensor;
      const values = (await results[i]?.read()) as Float32Array;
      const total = totals[name] ?? { shape, values: new Float64Array(values.length) };
      values.forEach((value, k) => {
        total.values[k] = (total.values[k] as number) + value;
      });
      totals[name] = total;
    }
    at += batch;
  }
  return metric.result(totals as MetricTotals);
}

/** The same figure, whatever the batches. */
async function figureOf(metric: Metric, data: Data, form: Form): Promise<number> {
  const figures = await Promise.all(splits.map((batches) => over(metric, data, form, batches)));
  for (const figure of figures) expect(figure).toBeCloseTo(figures[0] as number, 5);
  return figures[0] as number;
}

const random = new Random(11);
const draw = (count: number, of: () => number): number[] => Array.from({ length: count }, of);
const weights = draw(size, () => random.integer(4) / 2);
const classes = 4;
const scores = draw(size * classes, () => random.normal());
const labels = draw(size, () => random.integer(classes));
const binary = draw(size, () => random.integer(2));
/** Logits that know something of the labels. */
const logits = binary.map((label) => 1.5 * random.normal() + label);

const row = (i: number): number[] => scores.slice(i * classes, (i + 1) * classes);
const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const share = (hits: readonly boolean[]): number =>
  hits.reduce((sum, hit, i) => sum + (hit ? (weights[i] as number) : 0), 0) / weights.reduce((a, b) => a + b);
const oneHot = labels.flatMap((label) => Array.from({ length: classes }, (_, c) => Number(c === label)));
const several = { yTrue: labels, yPred: scores, weights };
const two = { yTrue: binary, yPred: logits, weights };
const asLogits = (x: Tensor): Tensor => withDomain(x, "logits");

describe("accuracy", () => {
  const right = labels.map((label, i) => best(row(i)) === label);
  const yes = binary.map((label, i) => Number((logits[i] as number) >= 0) === label);

  test.each<[string, Data, Form, boolean[]]>([
    ["indices", several, { predShape: [4], trueType: "int64" }, right],
    ["indices as bytes", several, { predShape: [4], trueType: "uint8", head: (x) => softmax(x) }, right],
    ["indices as floats", several, { predShape: [4] }, right],
    ["indices in a column", several, { predShape: [4], trueShape: [1], trueType: "int64" }, right],
    ["one-hot", { ...several, yTrue: oneHot }, { predShape: [4], trueShape: [4] }, right],
    ["one-hot as bytes", { ...several, yTrue: oneHot }, { predShape: [4], trueShape: [4], trueType: "uint8" }, right],
    ["one probability", two, { head: sigmoid }, yes],
    ["one logit", two, { head: asLogits }, yes],
    ["one logit, no axis", two, { predShape: [], head: asLogits }, yes],
    ["targets in a column", two, { trueShape: [1], head: sigmoid }, yes],
    [
      "one number of unknown meaning: from the threshold",
      two,
      {},
      binary.map((b, i) => Number((logits[i] as number) >= 0.5) === b),
    ],
    ["-1 and 1", { ...two, yTrue: binary.map((b) => 2 * b - 1) }, { head: asLogits }, yes],
  ])("%s", async (_, data, form, hits) => expect(await figureOf(accuracy(), data, form)).toBeCloseTo(share(hits), 5));

  test("a sigmoid over several labels is read label by label", async () => {
    const yTrue = draw(size * 4, () => random.integer(2));
    const hits = yTrue.map((label, i) => Number((scores[i] as number) >= 0) === label);
    const wanted = hits.reduce((sum, hit, i) => sum + (hit ? (weights[Math.floor(i / 4)] as number) : 0), 0);
    const got = await figureOf(accuracy(), { ...several, yTrue }, { predShape: [4], trueShape: [4], head: sigmoid });
    expect(got).toBeCloseTo(wanted / (4 * weights.reduce((a, b) => a + b)), 5);
  });

  test("with a threshold, and the reading chosen", async () => {
    const hits = binary.map((label, i) => Number(1 / (1 + Math.exp(-(logits[i] as number))) >= 0.7) === label);
    for (const head of [sigmoid, asLogits])
      expect(await figureOf(binaryAccuracy({ threshold: 0.7 }), two, { head })).toBeCloseTo(share(hits), 5);
    const form: Form = { predShape: [4], trueType: "int64" };
    expect(await figureOf(categoricalAccuracy(), several, form)).toBeCloseTo(share(right), 5);
  });

  test("top k", async () => {
    const among = (k: number): boolean[] =>
      labels.map((label, i) => row(i).filter((score) => score > (row(i)[label] as number)).length < k);
    for (const k of [1, 2, 3, 9])
      expect(await figureOf(topKAccuracy({ k }), several, { predShape: [4], trueType: "int64" })).toBeCloseTo(
        share(among(k)),
        5,
      );
    expect(topKAccuracy({ k: 3 }).name).toBe("top3Accuracy");
  });

  test("weights of 0 leave nothing to divide by", async () => {
    const none = { ...two, weights: weights.map(() => 0) };
    expect(await figureOf(accuracy(), none, { head: sigmoid })).toBe(0);
  });
});

/** counts[true][predicted] */
function table(truth: readonly number[], predicted: readonly number[], count: number): number[][] {
  const counts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  truth.forEach((label, i) => {
    const line = counts[label] as number[];
    line[predicted[i] as number] = (line[predicted[i] as number] as number) + (weights[i] as number);
  });
  return counts;
}

describe("precision, recall, f1, confusion", () => {
  const form: Form = { predShape: [4], trueType: "int64" };
  // Class 3 is never predicted here and class 2 never true: figures with nothing to divide by.
  const yTrue = labels.map((label) => (label === 2 ? 0 : label));
  const yPred = scores.map((score, i) => (i % 4 === 3 ? -9 : score));
  const predicted = Array.from({ length: size }, (_, i) => best(yPred.slice(i * 4, i * 4 + 4)));
  const counts = table(yTrue, predicted, 4);
  const hits = [0, 1, 2, 3].map((c) => counts[c]?.[c] as number);
  const said = [0, 1, 2, 3].map((c) => counts.reduce((sum, line) => sum + (line[c] as number), 0));
  const there = counts.map((line) => line.reduce((a, b) => a + b));
  const divided = (a: number, b: number): number => (b === 0 ? 0 : a / b);
  const average = (of: (c: number) => number): number => [0, 1, 2, 3].reduce((sum, c) => sum + of(c), 0) / 4;

  test.each<[string, Metric, number]>([
    ["precision", precision(), average((c) => divided(hits[c] as number, said[c] as number))],
    ["recall", recall(), average((c) => divided(hits[c] as number, there[c] as number))],
    ["f1", f1(), average((c) => divided(2 * (hits[c] as number), (said[c] as number) + (there[c] as number)))],
    [
      "iou",
      iou(),
      average((c) => divided(hits[c] as number, (said[c] as number) + (there[c] as number) - (hits[c] as number))),
    ],
    ["micro f1 is accuracy", f1({ average: "micro" }), hits.reduce((a, b) => a + b) / weights.reduce((a, b) => a + b)],
  ])("%s over several classes", async (_, metric, want) =>
    expect(await figureOf(metric, { yTrue, yPred, weights }, form)).toBeCloseTo(want, 5),
  );

  test("a class that does not occur is not averaged", async () => {
    const absent = { yTrue: labels.map((c) => c % 2), yPred: scores.map((s, i) => (i % 4 < 2 ? s : -9)), weights };
    const said = Array.from({ length: size }, (_, i) => best(absent.yPred.slice(i * 4, i * 4 + 4)));
    const [zero, one] = table(absent.yTrue, said, 2) as [number[], number[]];
    const want =
      ((zero[0] as number) / ((zero[0] as number) + (one[0] as number)) +
        (one[1] as number) / ((zero[1] as number) + (one[1] as number))) /
      2;
    expect(await figureOf(precision(), absent, form)).toBeCloseTo(want, 5);
  });

  test.each<[string, Data, Form]>([
    ["one score", two, { head: sigmoid }],
    [
      "two classes",
      { ...two, yPred: logits.flatMap((x) => [0, x]) },
      { predShape: [2], trueType: "int64", head: (x) => softmax(x) },
    ],
  ])("%s: the figures of class 1", async (_, data, shape) => {
    const [, one] = table(
      binary,
      logits.map((x) => Number(x >= 0)),
      2,
    ) as [number[], number[]];
    const falseAlarms = table(
      binary,
      logits.map((x) => Number(x >= 0)),
      2,
    )[0]?.[1] as number;
    const tp = one[1] as number;
    expect(await figureOf(precision(), data, shape)).toBeCloseTo(tp / (tp + falseAlarms), 5);
    expect(await figureOf(recall(), data, shape)).toBeCloseTo(tp / (tp + (one[0] as number)), 5);
  });

  test("confusionMatrix", async () => {
    for (const batches of splits) {
      const got = (await over(confusionMatrix(), { yTrue, yPred, weights }, form, batches)) as number[][];
      expect(got).toEqual(counts);
    }
  });
});

describe("auc", () => {
  const pairs = (): number => {
    let [won, all] = [0, 0];
    for (const [i, a] of logits.entries())
      for (const [j, b] of logits.entries()) {
        if (binary[i] !== 1 || binary[j] !== 0) continue;
        const weight = (weights[i] as number) * (weights[j] as number);
        all += weight;
        won += a > b ? weight : a === b ? weight / 2 : 0;
      }
    return won / all;
  };
  const averagePrecision = (): number => {
    const order = logits.map((_, i) => i).sort((a, b) => (logits[b] as number) - (logits[a] as number));
    const total = binary.reduce((sum, label, i) => sum + label * (weights[i] as number), 0);
    let [tp, all, area] = [0, 0, 0];
    for (const i of order) {
      const gain = (binary[i] as number) * (weights[i] as number);
      tp += gain;
      all += weights[i] as number;
      if (all > 0) area += (gain / total) * (tp / all);
    }
    return area;
  };
  const twoClasses = { ...two, yPred: logits.flatMap((x) => [0, x]) };

  test.each<[string, Data, Form]>([
    ["probabilities", two, { head: sigmoid }],
    ["logits", two, { head: asLogits }],
    ["any scores", two, {}],
    ["two classes", twoClasses, { predShape: [2], trueType: "int64", head: (x) => softmax(x) }],
  ])("%s", async (_, data, form) => {
    expect(Math.abs((await figureOf(auc(), data, form)) - pairs())).toBeLessThan(0.003);
    expect(Math.abs((await figureOf(auc({ curve: "pr" }), data, form)) - averagePrecision())).toBeLessThan(0.01);
  });

  test("a sure classifier is told from a perfect one", async () => {
    // All scores beyond ±8 or so: between 0.9997 and 1, or below 0.0003.
    const sure = { ...two, yPred: logits.map((x) => 8 * Math.sign(x) + x) };
    expect(Math.abs((await figureOf(auc(), sure, { head: sigmoid })) - pairs())).toBeLessThan(0.006);
  });

  test("equal scores count half", async () =>
    expect(await figureOf(auc(), { ...two, yPred: logits.map(() => 1) }, { head: sigmoid })).toBeCloseTo(0.5, 6));
});

describe("errors of numbers", () => {
  const outputs = 3;
  const yTrue = draw(size * outputs, () => 100 + random.normal());
  const yPred = yTrue.map((y) => y + 0.5 * random.normal());
  const form: Form = { predShape: [3], trueShape: [3] };
  const data = { yTrue, yPred, weights };
  const weightAt = (i: number): number => weights[Math.floor(i / outputs)] as number;
  const total = weights.reduce((a, b) => a + b) * outputs;
  const average = (of: (difference: number) => number): number =>
    yTrue.reduce((sum, y, i) => sum + weightAt(i) * of(Math.fround(y) - Math.fround(yPred[i] as number)), 0) / total;
  const explained = [0, 1, 2].map((column) => {
    const rows = weights.map(
      (w, i) =>
        [w, Math.fround(yTrue[3 * i + column] as number), Math.fround(yPred[3 * i + column] as number)] as const,
    );
    const middle = rows.reduce((sum, [w, y]) => sum + w * y, 0) / weights.reduce((a, b) => a + b);
    const of = (each: (y: number, p: number) => number): number =>
      rows.reduce((sum, [w, y, p]) => sum + w * each(y, p), 0);
    return 1 - of((y, p) => (y - p) ** 2) / of((y) => (y - middle) ** 2);
  });

  test.each<[string, Metric, number, number]>([
    ["mse", meanSquaredErrorMetric(), average((d) => d * d), 5],
    ["rmse", rootMeanSquaredErrorMetric(), Math.sqrt(average((d) => d * d)), 5],
    ["mae", meanAbsoluteErrorMetric(), average(Math.abs), 5],
    ["r2", r2(), explained.reduce((a, b) => a + b) / 3, 6],
    ["one of your own", meanMetric("own", (t, p) => mean(abs(sub(t, p)), { axes: -1 })), average(Math.abs), 5],
  ])("%s", async (_, metric, want, digits) => expect(await figureOf(metric, data, form)).toBeCloseTo(want, digits));

  test("r2 of a constant target", async () => {
    const constant = { yTrue: new Array<number>(size).fill(7.3), yPred: new Array<number>(size).fill(7.3), weights };
    expect(await figureOf(r2(), constant, {})).toBe(1);
    expect(await figureOf(r2(), { ...constant, yPred: logits }, {})).toBe(0);
  });
});

describe("names", () => {
  test.each([
    ["acc", "accuracy"],
    ["Accuracy", "accuracy"],
    ["binary_accuracy", "binaryAccuracy"],
    ["SparseCategoricalAccuracy", "categoricalAccuracy"],
    ["mse", "meanSquaredError"],
    ["MAE", "meanAbsoluteError"],
    ["root_mean_squared_error", "rootMeanSquaredError"],
    ["AUC", "auc"],
    ["F1Score", "f1"],
    ["MeanIoU", "iou"],
    ["Precision", "precision"],
    ["r2_score", "r2"],
    ["top_k_categorical_accuracy", "top5Accuracy"],
  ])("%s", (name, want) => expect(resolveMetric(name).name).toBe(want));

  test("with options, or itself", () => {
    expect(resolveMetric({ name: "topKAccuracy", k: 2 }).name).toBe("top2Accuracy");
    expect(resolveMetric({ name: "auc", curve: "pr" }).name).toBe("aucPr");
    const metric = f1();
    expect(resolveMetric(metric)).toBe(metric);
  });

  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ["unknown", () => resolveMetric("acuracy"), NameError, /did you mean "accuracy"/],
    ["unknown option", () => resolveMetric({ name: "accuracy", treshold: 0.2 }), NameError, /did you mean "threshold"/],
    ["no metric", () => resolveMetric(undefined as never), ArgumentError, /metric/],
    ["threshold", () => accuracy({ threshold: 1.5 }), ArgumentError, /threshold/],
    ["k", () => topKAccuracy({ k: 0 }), ArgumentError, /k/],
    ["average", () => f1({ average: "mean" as never }), ArgumentError, /average/],
    ["curve", () => auc({ curve: "cap" as never }), ArgumentError, /curve/],
  ])("%s", (_, make, kind, text) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(text);
  });
});

test("what a metric cannot read is refused", () => {
  const of = (metric: Metric, trueShape: Shape, yPred: Tensor): unknown =>
    metric.sums({ yTrue: input("yTrue", trueShape), yPred, weights: input("weights", [4]) });
  const pred = (shape: Shape): Tensor => input("yPred", shape);
  expect(() => of(accuracy(), [4], withDomain(pred([4, 3]), "embedding"))).toThrow(DomainError);
  expect(() => of(meanSquaredErrorMetric(), [4, 1], withDomain(pred([4, 1]), "logits"))).toThrow(DomainError);
  expect(() => of(accuracy(), [3], pred([4, 3]))).toThrow(ShapeError);
  expect(() => of(meanSquaredErrorMetric(), [4, 2], pred([4, 3]))).toThrow(ShapeError);
  expect(() => of(meanSquaredErrorMetric(), [1, 4], pred([4, 1]))).toThrow(/reshape the targets to \[4, 1\]/);
  expect(() => of(topKAccuracy(), [4], pred([4, 1]))).toThrow(ShapeError);
  expect(() => of(auc(), [4], pred([4, 3]))).toThrow(ShapeError);
  expect(() =>
    of(
      meanMetric("own", (t) => mean(t)),
      [4],
      pred([4, 1]),
    ),
  ).toThrow(ShapeError);
});
