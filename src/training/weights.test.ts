import { describe, expect, test } from "vitest";
import { drawData, type LossData, requiredOptions, takeRows } from "../../tests/losses/draw.ts";
import { ArgumentError, DataError, NameError, ShapeError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { arrays, type FieldValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { dense } from "../layers/dense.ts";
import { networkInput } from "../layers/layer.ts";
import { lambda, reshape } from "../layers/structure.ts";
import type { LossInfo } from "../losses/spec.ts";
import { abs, mul, sqrt, square, sub } from "../ops/arithmetic.ts";
import { log } from "../ops/exponential.ts";
import { mean } from "../ops/reduce.ts";
import { lossEntries } from "../registry/index.ts";
import type { NumberArray } from "../registry/numbers.ts";
import { functional, type Model, sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";
import { predictionsOf } from "./targets.ts";
import type { LossFunction } from "./terms.ts";

// Weights and masks mean the same for every loss: through the network, in training, evaluation and metrics.

const random = new Random(11).fork("weights");
const rowsOf = (count: number, width: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));

/** A network that predicts what it is fed. */
function echo(info: LossInfo, data: LossData): Model {
  const names = predictionsOf(info).map((each) => each.name);
  const inputs = Object.fromEntries(
    names.map((name) => [`of ${name}`, networkInput((data[name] as NumberArray).shape.slice(1))] as const),
  );
  const same = (name: string): ReturnType<ReturnType<typeof lambda>> =>
    lambda((x) => mul(x, 1))(inputs[`of ${name}`] as ReturnType<typeof networkInput>);
  const outputs = Object.fromEntries(names.map((name) => [name, same(name)] as const));
  return functional({ inputs, outputs }, { dtype: "float64" });
}

function asDataset(info: LossInfo, data: LossData, more: Readonly<Record<string, readonly number[]>>): Dataset {
  const predicted = predictionsOf(info).map((each) => each.name);
  const entries = info.inputs.map(({ name }) => {
    const { numbers, shape } = data[name] as NumberArray;
    return [predicted.includes(name) ? `of ${name}` : name, Float64Array.from(numbers), shape.slice(1)] as const;
  });
  const fields: Record<string, FieldValues> = Object.fromEntries(entries.map(([name, numbers]) => [name, numbers]));
  const shapes = Object.fromEntries(entries.map(([name, , shape]) => [name, shape]));
  return arrays({ ...fields, ...more }, { shapes });
}

const all = lossEntries().filter(
  ([, info]) =>
    info.values !== "[]" &&
    info.coupled !== true &&
    info.mask === undefined &&
    predictionsOf(info).length > 0 &&
    info.inputs.every((each) => each.variable === undefined && each.name !== "mask" && each.shape.startsWith("[batch")),
);

// Every tenth: all of them take a minute, and each is reduced by the same code.
const some = all.filter((_, i) => i % 10 === 0);

test("losses of every kind are among those that are checked", () => {
  expect(some.length).toBeGreaterThan(30);
});

describe.each(some)("%s", (name, info) => {
  test("weight 0 and a mask leave rows out, and its metric agrees", async () => {
    const options = requiredOptions(info);
    const data = drawData(info, options);
    const loss = { name, ...options };
    const isOnly = predictionsOf(info).length === 1;
    const compile = (reduction: "mean" | "meanOverWeights"): Model =>
      echo(info, data).compile({
        loss: { ...loss, reduction },
        ...(isOnly ? { weightedMetrics: [name] } : {}),
      });
    const sampleWeight = [0.5, 2, 0, 1.5, 3];
    const all = asDataset(info, data, { sampleWeight, mask: [1, 1, 1, 0, 1] });
    const kept = asDataset(info, takeRows(info, data, [0, 1, 4]), { sampleWeight: [0.5, 2, 3] });
    const got = await compile("meanOverWeights").evaluate(all, { batchSize: 2 });
    const want = await compile("meanOverWeights").evaluate(kept);
    expect(got.loss).toBeCloseTo(want.loss, 9);
    const masked = await compile("mean").evaluate(all);
    expect(masked.loss * 4).toBeCloseTo(want.loss * 5.5, 8);
    if (!isOnly) return;
    expect(Object.values(got.metrics)).toEqual([got.loss]);
    expect(Object.values(masked.metrics)[0]).toBeCloseTo(masked.loss, 12);
  });
});

const x = rowsOf(20, 3);
const y = x.map(([a = 0, b = 0]) => [a - 2 * b]);
const labels = x.map(([a = 0]) => (a > 0.6 ? 2 : a > -0.3 ? 1 : 0));
const sampleWeight = x.map((_, i) => (i % 4) / 2);
const mask = x.map((_, i) => (i % 5 === 0 ? 0 : 1));
const kept = <T>(rows: readonly T[], by: readonly number[]): T[] => rows.filter((_, i) => by[i] !== 0);

const custom: LossFunction = (yTrue, yPred) => mean(abs(sub(yTrue, yPred)), { axes: -1 });
const line = (options: Partial<CompileOptions> = {}): Model =>
  sequential([dense(1)], { inputShape: [3], seed: 1, dtype: "float64" }).compile({
    loss: custom,
    optimizer: { name: "sgd", learningRate: 0.05 },
    ...options,
  });
const classifier = (options: Partial<CompileOptions> = {}): Model =>
  sequential([dense(3, { activation: "softmax" })], { inputShape: [3], seed: 1, dtype: "float64" }).compile({
    loss: "sparseCategoricalCrossentropy",
    optimizer: { name: "sgd", learningRate: 0.1 },
    ...options,
  });

const kernel = async (model: Model): Promise<number[]> =>
  Array.from((await model.weights["dense/kernel"]?.numbers()) ?? []);

async function expectTrainedAlike(a: Model, dataA: object, b: Model, dataB: object): Promise<void> {
  const options = { epochs: 3, batchSize: 20, shuffle: false };
  const [first, second] = [await a.fit(dataA as never, options), await b.fit(dataB as never, options)];
  expect(first.epochs.at(-1)?.loss).toBeCloseTo(second.epochs.at(-1)?.loss as number, 10);
  const [got, want] = [await kernel(a), await kernel(b)];
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 10);
  });
}

describe("training on a custom loss", () => {
  test("a mask is rows left out, whatever they hold", async () => {
    await expectTrainedAlike(line(), { x, y, mask }, line(), { x: kept(x, mask), y: kept(y, mask) });
    // log of a negative number: NaN where nothing counts.
    const odd: LossFunction = (yTrue, yPred) => mean(square(sub(log(yTrue), yPred)), { axes: -1 });
    const positive = y.map((row, i) => row.map((value) => (mask[i] === 0 ? -1 : Math.abs(value) + 1)));
    const some = { x: kept(x, mask), y: kept(positive, mask) };
    await expectTrainedAlike(line({ loss: odd }), { x, y: positive, mask }, line({ loss: odd }), some);
  });

  test("a loss that has no gradient where nothing counts leaves no trace of it", async () => {
    const rooted: LossFunction = (yTrue, yPred) => mean(abs(sub(yTrue, sqrt(yPred))), { axes: -1 });
    const make = (): Model =>
      sequential([dense(1, { kernelInitializer: "ones" })], { inputShape: [3], dtype: "float64" }).compile({
        loss: rooted,
        optimizer: { name: "sgd", learningRate: 0.01 },
      });
    const signed = x.map((row, i) => row.map((value) => (Math.abs(value) + 1) * (mask[i] === 0 ? -1 : 1)));
    const some = { x: kept(signed, mask), y: kept(y, mask) };
    await expectTrainedAlike(make(), { x: signed, y, mask }, make(), some);
  });

  test("a last batch that is smaller counts by its examples", async () => {
    const model = line({ metrics: ["mae"] });
    const whole = await model.evaluate({ x, y, sampleWeight }, { batchSize: 20 });
    const parts = await model.evaluate({ x, y, sampleWeight }, { batchSize: 7 });
    expect(parts.loss).toBeCloseTo(whole.loss, 12);
    expect(parts.metrics["meanAbsoluteError"]).toBeCloseTo(whole.metrics["meanAbsoluteError"] as number, 12);
  });

  test("training and validation use one reduction", async () => {
    const still = { name: "sgd", learningRate: 1e-30 } as const;
    const model = line({ optimizer: still });
    const data = arrays({ x, y, sampleWeight, mask });
    const { epochs } = await model.fit(data, { validation: data, batchSize: 7 });
    expect(epochs[0]?.validation?.loss).toBeCloseTo(epochs[0]?.loss as number, 10);
  });

  test("a scalar refuses weights and masks", async () => {
    const scalar = line({ loss: (yTrue, yPred) => mean(square(sub(yTrue, yPred))) });
    await expect(scalar.evaluate({ x, y, sampleWeight })).rejects.toThrow(ShapeError);
    await expect(scalar.fit({ x, y, mask })).rejects.toThrow(/loss: mask: .*one value per example.*scalar.*\[batch\]/);
    const terms = line({
      loss: (yTrue, yPred) => ({ error: custom(yTrue, yPred, {} as never) as never, size: mean(square(yPred)) }),
    });
    await expect(terms.evaluate({ x, y, sampleWeight })).rejects.toThrow(/term "size": sampleWeight/);
    const classes = line({ loss: (yTrue, yPred) => mean(square(sub(yTrue, yPred))), classWeights: [1, 2] });
    await expect(classes.evaluate({ x, y: y.map(() => 1) })).rejects.toThrow(ShapeError);
  });
});

describe("class weights", () => {
  const counts = [0, 1, 2].map((c) => labels.filter((label) => label === c).length);
  const balanced = counts.map((count) => labels.length / (3 * count));
  const byHand = (weights: readonly number[]): Float64Array =>
    Float64Array.from(labels, (label) => weights[label] as number);
  const oneHot = labels.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)));

  test.each<[string, CompileOptions["classWeights"], readonly number[]]>([
    ["a list", [1, 5, 0.5], [1, 5, 0.5]],
    ["an object; classes not named weigh 1", { 1: 5 }, [1, 5, 1]],
    ["balanced", "balanced", balanced],
  ])("%s: the same as weights by hand", async (_, classWeights, weights) => {
    const data = { x, y: labels, sampleWeight: byHand(weights) };
    await expectTrainedAlike(classifier({ classWeights } as never), { x, y: labels }, classifier(), data);
    const soft: LossFunction = (yTrue, yPred) => mean(square(sub(yTrue, yPred)), { axes: -1 });
    const [a, b] = [classifier({ classWeights, loss: soft } as never), classifier({ loss: soft })];
    await expectTrainedAlike(a, { x, y: oneHot }, b, { ...data, y: oneHot });
  });

  test("balanced weights are kept with the model's, and validation counts by them", async () => {
    const model = classifier({ classWeights: "balanced" });
    const data = arrays({ x, y: labels });
    const { epochs } = await model.fit(data, { validation: data });
    const saved = Array.from((await model.weights["loss/classWeights"]?.numbers()) ?? []);
    saved.forEach((weight, c) => {
      expect(weight).toBeCloseTo(balanced[c] as number, 12);
    });
    const again = classifier();
    again.setWeights({
      "dense/kernel": model.weights["dense/kernel"] as never,
      "dense/bias": model.weights["dense/bias"] as never,
    });
    const byWeights = await again.evaluate({ x, y: labels, sampleWeight: byHand(balanced) });
    expect(epochs[0]?.validation?.loss).toBeCloseTo(byWeights.loss, 10);
    await model.trainOnBatch({ x: x.slice(0, 2), y: labels.slice(0, 2) });
    expect(Array.from((await model.weights["loss/classWeights"]?.numbers()) ?? [])).toEqual(saved);
  });

  test("yes and no, by 0 and 1 and by -1 and 1", async () => {
    const yes = labels.map((label) => (label === 2 ? 1 : 0));
    const make = (loss: string, more: object = {}): Model =>
      sequential([dense(1)], { inputShape: [3], dtype: "float64" }).compile({ loss, ...more });
    const byYes = yes.map((each) => (each === 1 ? 4 : 0.5));
    for (const [loss, targets] of [
      ["meanSquaredError", yes],
      ["hinge", yes.map((each) => 2 * each - 1)],
    ] as const) {
      const got = await make(loss, { classWeights: [0.5, 4] }).evaluate({ x, y: targets });
      const want = await make(loss).evaluate({ x, y: targets, sampleWeight: byYes });
      expect(got.loss).toBeCloseTo(want.loss, 12);
    }
  });

  test("balanced by pixels, of as many rows as there are classes", async () => {
    const model = sequential([reshape([2, 2, 3])], { inputShape: [12], dtype: "float64" }).compile({
      loss: { name: "negativeLogLikelihood", axis: 1 },
      classWeights: "balanced",
      optimizer: { name: "sgd", learningRate: 1 },
    });
    const images = rowsOf(3, 12).map((row) => row.map((value) => -Math.abs(value)));
    const pixels = [0, 1, 2].map(() => [
      [1, 0, 1],
      [1, 1, 1],
    ]);
    const kept = [0, 1, 2].map((i) => [
      [1, 1, 0],
      [i, 1, 1],
    ]);
    await model["trainer"]?.countClasses(arrays({ x: images, y: pixels, mask: kept }));
    // Of 18 pixels 14 count: the mask leaves out four, all of class 1, of which there were 15.
    expect(Array.from((await model.weights["loss/classWeights"]?.numbers()) ?? [])).toEqual([
      14 / (2 * 3),
      14 / (2 * 11),
    ]);
  });

  test("of pixels: predictions with channels first, labels of rank 3", async () => {
    const images = rowsOf(4, 2 * 3 * 3);
    const pixels = Array.from({ length: 4 }, (_, i) => [0, 1, 2].map((r) => [0, 1, 2].map((c) => (i + r * c) % 2)));
    const weightOf = pixels.map((image) => image.map((row) => row.map((label) => (label === 1 ? 3 : 0.25))));
    const pixelLoss: LossFunction = (yTrue, yPred) => mean(square(sub(yTrue, mean(yPred, { axes: 1 }))), { axes: -1 });
    const make = (loss: CompileOptions["loss"], more: object = {}): Model =>
      sequential([reshape([2, 3, 3])], { inputShape: [18], dtype: "float64" }).compile({ loss, ...more });
    const loss = { name: "negativeLogLikelihood", axis: 1 };
    const logs = images.map((row) => row.map((value) => -Math.abs(value)));
    const got = await make(loss, { classWeights: [0.25, 3], weightedMetrics: ["negativeLogLikelihood"] }).evaluate({
      x: logs,
      y: pixels,
    });
    const want = await make(loss).evaluate({ x: logs, y: pixels, sampleWeight: weightOf });
    expect(got.loss).toBeCloseTo(want.loss, 12);
    expect(got.metrics["negativeLogLikelihood"]).toBeCloseTo(got.loss, 12);
    // One value for each row of pixels cannot take weights of pixels.
    await expect(make(pixelLoss).evaluate({ x: images, y: pixels, sampleWeight: weightOf })).rejects.toThrow(
      ShapeError,
    );
  });

  test("what does not fit is said", async () => {
    const compile = (classWeights: unknown, loss = "sparseCategoricalCrossentropy"): (() => unknown) => {
      return () => classifier({ classWeights: classWeights as never, loss });
    };
    expect(compile([1, 2])).toThrow(/3 weights.*got 2/);
    expect(compile("balance")).toThrow(ArgumentError);
    expect(compile([1, -2, 1])).toThrow(/from 0/);
    expect(compile([1, 1, 1], "binaryCrossentropy")).toThrow(/one class per position/);
    await expect(classifier({ classWeights: { 7: 1 } }).evaluate({ x, y: labels })).rejects.toThrow(NameError);
    const named = arrays({ x, y: labels }, { classNames: ["low", "middle", "high"] });
    await expect(classifier({ classWeights: { hihg: 2 } }).evaluate(named)).rejects.toThrow(/did you mean "high"/);
    const byName = await classifier({ classWeights: { high: 2 } }).evaluate(named);
    expect(byName.loss).toBeCloseTo((await classifier({ classWeights: [1, 1, 2] }).evaluate(named)).loss, 12);
    await expect(line({ classWeights: "balanced", loss: "mse" }).fit({ x, y })).rejects.toThrow(DataError);
  });
});

describe("classes and positions that do not count", () => {
  const withVoid = labels.map((label, i) => (i % 3 === 0 ? 255 : label));
  const isKept = withVoid.map((label) => (label === 255 ? 0 : 1));

  test.each<[string, CompileOptions["loss"]]>([
    ["a loss of the registry", "sparseCategoricalCrossentropy"],
    ["its own option", { name: "sparseCategoricalCrossentropy", ignoreClass: 255 }],
    ["a loss of one-hot rows", "categoricalFocalCrossentropy"],
    ["a custom loss", (yTrue, yPred) => square(sub(mean(yPred, { axes: -1 }), yTrue))],
  ])("ignoreClass is rows left out: %s", async (_, loss) => {
    const own = typeof loss === "object" && "ignoreClass" in loss;
    const metrics = ["accuracy"];
    const [a, b] = [
      classifier({ loss, metrics, ...(own ? {} : { ignoreClass: 255 }) }),
      classifier({ loss: own ? "sparseCategoricalCrossentropy" : loss, metrics }),
    ];
    const options = { epochs: 2, batchSize: 20, shuffle: false };
    const rest = kept(withVoid, isKept);
    const left = arrays({ x: kept(x, isKept), y: rest }, { classes: 3 });
    const plain = { x: kept(x, isKept), y: rest };
    const [got, want] = [
      await a.fit({ x, y: withVoid }, options),
      await b.fit(typeof loss === "function" ? plain : left, options),
    ];
    expect(got.epochs[1]?.loss).toBeCloseTo(want.epochs[1]?.loss as number, 10);
    expect(got.epochs[1]?.metrics["accuracy"]).toBeCloseTo(want.epochs[1]?.metrics["accuracy"] as number, 10);
  });
});

describe("metrics", () => {
  test("count every example alike, weighted ones by weights and classes, both without what is masked", async () => {
    const model = classifier({ metrics: ["accuracy"], weightedMetrics: ["accuracy"], classWeights: [1, 2, 3] });
    const { metrics } = await model.evaluate({ x, y: labels, sampleWeight, mask });
    const scores = await (await model.predict({ x })).read();
    const hits = labels.map((label, i) => {
      const row = Array.from(scores.slice(3 * i, 3 * i + 3) as Float64Array);
      return row.indexOf(Math.max(...row)) === label ? 1 : 0;
    });
    const share = (weights: readonly number[]): number =>
      hits.reduce((sum: number, hit, i) => sum + hit * (weights[i] as number), 0) / weights.reduce((a, b) => a + b, 0);
    expect(metrics["accuracy"]).toBeCloseTo(share(mask), 12);
    const weights = labels.map((label, i) => (mask[i] as number) * (sampleWeight[i] as number) * (label + 1));
    expect(metrics["weightedAccuracy"]).toBeCloseTo(share(weights), 12);
  });

  test("other losses are metrics too: weighted means", async () => {
    const model = line({ metrics: ["huber"], weightedMetrics: [{ name: "huber", delta: 0.5 }] });
    const { metrics } = await model.evaluate({ x, y, sampleWeight });
    const [all, few] = [
      line({ loss: "huber" }),
      line({ loss: { name: "huber", delta: 0.5, reduction: "meanOverWeights" } }),
    ];
    expect(metrics["huber"]).toBeCloseTo((await all.evaluate({ x, y })).loss, 12);
    expect(metrics["weightedHuber"]).toBeCloseTo((await few.evaluate({ x, y, sampleWeight })).loss, 12);
    expect(() => line({ metrics: ["acuracy"] })).toThrow(/did you mean "accuracy"/);
    expect(() => line({ metrics: [{ name: "arcFace", classes: 3 }] })).toThrow(/keep/);
  });
});

describe("each output its own", () => {
  const two = (options: Partial<CompileOptions> = {}): Model => {
    const input = networkInput([3]);
    const outputs = { a: dense(1)(input), b: dense(1)(input) };
    return functional({ inputs: { x: input }, outputs }, { seed: 2, dtype: "float64" }).compile({
      loss: { outputs: { a: "mse", b: custom } },
      ...options,
    });
  };
  const b = y.map(([value = 0]) => [value + 1]);

  test("weights and masks by name", async () => {
    const all = await two().evaluate({
      x,
      a: y,
      b,
      sampleWeight: { outputs: { a: sampleWeight } },
      mask: { outputs: { b: mask } },
    });
    const weighted = await two().evaluate({ x, a: y, b, sampleWeight });
    const masked = await two().evaluate({ x, a: y, b, mask });
    expect(all.terms["a/meanSquaredError"]).toBeCloseTo(weighted.terms["a/meanSquaredError"] as number, 12);
    expect(all.terms["b/loss"]).toBeCloseTo(masked.terms["b/loss"] as number, 12);
  });

  test("targets by name, and a field that is nearly sampleWeight", async () => {
    const [plain, named] = [
      await two().evaluate({ x, a: y, b }),
      await two().evaluate({ x, y: { outputs: { a: y, b } } }),
    ];
    expect(named).toEqual(plain);
    await expect(line().evaluate({ x, y, sample_weight: sampleWeight })).rejects.toThrow(/did you mean "sampleWeight"/);
    await expect(line().evaluate({ x, y, z: { outputs: { y } } } as never)).rejects.toThrow(NameError);
  });

  test("a name that no output has", async () => {
    await expect(two().evaluate({ x, a: y, b, mask: { outputs: { c: mask } } })).rejects.toThrow(NameError);
    expect(() => two({ classWeights: { outputs: { c: [1, 2] } } })).toThrow(/one of a, b/);
    expect(() => two({ loss: { outputs: { a: "mse" } } })).toThrow(/none for "b".*b: null/);
    const part = two({ loss: { outputs: { a: "mse", b: null } } });
    expect((await part.evaluate({ x, a: y })).loss).toBeGreaterThan(0);
    const input = networkInput([3]);
    const outputs = { height: dense(1)(input), width: dense(1)(input) };
    const named = functional({ inputs: { x: input }, outputs }).compile({
      loss: { outputs: { height: "mse", width: "mse" } },
    });
    await expect(named.evaluate({ x, height: y, widht: b })).rejects.toThrow(/did you mean "widht"/);
  });
});
