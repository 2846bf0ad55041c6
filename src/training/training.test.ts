import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  DataError,
  GraphError,
  NameError,
  NonFiniteError,
  ShapeError,
  SymbolicError,
} from "../core/errors.ts";
import { Random } from "../core/random.ts";
import type { Tensor } from "../core/tensor.ts";
import { arrays } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { addition, batchNorm, dense, dropout, type Layer, networkInput } from "../layers/index.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { log } from "../ops/exponential.ts";
import { mean } from "../ops/reduce.ts";
import { sgd } from "../optimizers/index.ts";
import { Value } from "../runtime/value.ts";
import { earlyStopping } from "./early-stopping.ts";
import { minimize } from "./minimize.ts";
import { functional, type Model, sequential } from "./model.ts";

const random = new Random(5);
const size = 70; // not a multiple of the batch sizes used here
const x = Array.from({ length: size }, () => [random.normal(), random.normal(), random.normal()]);
const y = x.map(([a, b, c]) => [2 * (a as number) - (b as number) + 0.5 * (c as number) + 0.3]);
const labels = x.map(([a, b]) => ((a as number) > 0 ? 1 : 0) + ((b as number) > 0 ? 1 : 0));

const line = (options = {}): Model => sequential([dense(1)], { inputShape: [3], ...options });
const classifier = (...middle: Layer[]): Model =>
  sequential([dense(16, { activation: "relu" }), ...middle, dense(3, { activation: "softmax" })], {
    inputShape: [3],
    seed: 3,
  });
const classes = (): Dataset => arrays({ x, y: labels }, { classes: 3 });

const numbers = async (value: Value | undefined): Promise<number[]> =>
  Array.from((await (value as Value).read()) as Float32Array);

describe("fit", () => {
  test("learns a line", async () => {
    const model = line().compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1 }) });
    const history = await model.fit({ x, y }, { epochs: 60, batchSize: 16 });
    expect(history.epochs).toHaveLength(60);
    expect(history.epochs.at(-1)?.loss).toBeLessThan(1e-6);
    const kernel = await numbers(model.weights["dense/kernel"]);
    for (const [i, want] of [2, -1, 0.5].entries()) expect(kernel[i]).toBeCloseTo(want, 3);
  });

  test("reports the exact mean over the examples, whatever the batches", async () => {
    const still = { loss: "mse", optimizer: sgd({ learningRate: 1e-30 }) } as const;
    const losses = [];
    for (const batchSize of [70, 32, 7, 1]) {
      const model = line({ seed: 9 }).compile(still);
      losses.push((await model.fit({ x, y }, { batchSize })).epochs[0]?.loss as number);
      losses.push((await model.evaluate({ x, y }, { batchSize })).loss);
    }
    for (const loss of losses) expect(loss).toBeCloseTo(losses[0] as number, 5);
  });

  test("the same seed gives the same bits, another seed others", async () => {
    const run = async (seed: number, stepsPerCall: number): Promise<number[]> => {
      const model = sequential([dense(8, { activation: "relu" }), dropout(0.5), dense(1)], { inputShape: [3], seed });
      await model.compile({ loss: "mse", stepsPerCall }).fit({ x, y }, { epochs: 2, batchSize: 16 });
      return numbers(model.weights["dense/kernel"]);
    };
    const first = await run(1, 1);
    expect(await run(1, 1)).toEqual(first);
    expect(await run(1, 3)).toEqual(first);
    expect(await run(2, 1)).not.toEqual(first);
  });

  test("classifies, with validation and metrics", async () => {
    const model = classifier().compile({
      loss: "sparseCategoricalCrossentropy",
      optimizer: { name: "adam", learningRate: 0.02 },
      metrics: ["accuracy"],
    });
    const history = await model.fit(classes(), { epochs: 40, batchSize: 16, validationSplit: 0.2 });
    const last = history.epochs.at(-1);
    expect(last?.metrics["accuracy"]).toBeGreaterThan(0.95);
    expect(last?.validation?.metrics["accuracy"]).toBeGreaterThan(0.7);
    expect(history.epochs[0]?.loss).toBeGreaterThan(last?.loss as number);
  });

  test("integer labels serve one-hot losses too", async () => {
    const [sparse, oneHot] = await Promise.all(
      ["sparseCategoricalCrossentropy", "categoricalCrossentropy", "crossentropy"].map(async (loss) =>
        classifier().compile({ loss }).evaluate(classes()),
      ),
    );
    expect(oneHot?.loss).toBeCloseTo(sparse?.loss as number, 6);
  });

  test("sample weights of zero leave examples out of the gradient", async () => {
    const sampleWeight = labels.map((_, i) => (i < 35 ? 1 : 0));
    const weighted = line({ seed: 4 }).compile({ loss: { name: "mse", reduction: "meanOverWeights" } });
    const part = line({ seed: 4 }).compile({ loss: "mse" });
    const [a, b] = [
      await weighted.evaluate({ x, y, sampleWeight }),
      await part.evaluate({ x: x.slice(0, 35), y: y.slice(0, 35) }),
    ];
    expect(a.loss).toBeCloseTo(b.loss, 5);
  });

  test("running statistics of batch normalisation are updated in training and used in evaluation", async () => {
    const model = classifier(batchNorm()).compile({ loss: "sparseCategoricalCrossentropy" });
    const before = await numbers(model.weights["batchNorm/movingMean"]);
    await model.fit(classes(), { batchSize: 35 });
    expect(await numbers(model.weights["batchNorm/movingMean"])).not.toEqual(before);
  });

  test("stops when told to, and keeps what was learned", async () => {
    const stop = new AbortController();
    const model = line().compile({ loss: "mse", stepsPerCall: 1 });
    const before = await numbers(model.weights["dense/kernel"]);
    const callbacks = [{ onSteps: ({ step }: { step: number }) => (step === 3 ? stop.abort() : undefined) }];
    await expect(model.fit({ x, y }, { epochs: 5, batchSize: 8, signal: stop.signal, callbacks })).rejects.toThrow(
      /abort/i,
    );
    expect(await numbers(model.weights["dense/kernel"])).not.toEqual(before);
  });

  test("callbacks see every epoch and step; early stopping ends training", async () => {
    let steps = 0;
    const count = (losses: readonly number[]): void => {
      steps += losses.length;
    };
    const model = line().compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-30 }) });
    const history = await model.fit(
      { x, y },
      {
        epochs: 10,
        batchSize: 16,
        callbacks: [earlyStopping({ patience: 2 }), { onSteps: ({ losses }) => count(losses) }],
      },
    );
    expect(history.epochs.length).toBeLessThan(5);
    expect(steps).toBe(history.epochs.length * 5);
  });
});

describe("losses of your own", () => {
  const withThreshold = (threshold: number) => (yTrue: Tensor, yPred: Tensor) => {
    const error = abs(sub(yTrue, yPred));
    return where(greater(error, threshold), error, square(error));
  };

  test("a closure with a parameter", async () => {
    const model = line().compile({ loss: withThreshold(0.5), optimizer: sgd({ learningRate: 0.05 }) });
    const history = await model.fit({ x, y }, { epochs: 30, batchSize: 16 });
    expect(history.epochs.at(-1)?.loss).toBeLessThan(0.01 * (history.epochs[0]?.loss as number));
  });

  test("named terms are reported one by one and added", async () => {
    const model = line().compile({
      loss: (yTrue, yPred, { parameters }) => ({
        fit: square(sub(yTrue, yPred)),
        size: mul(0.1, mean(square(parameters["dense/kernel"] as Tensor))),
      }),
    });
    const { loss, terms } = await model.evaluate({ x, y });
    expect(Object.keys(terms).sort()).toEqual(["fit", "size"]);
    expect((terms["fit"] as number) + (terms["size"] as number)).toBeCloseTo(loss, 6);
  });

  test("branching on a tensor is refused before anything runs", () => {
    const branching = (yTrue: Tensor, yPred: Tensor): Tensor => (greater(yTrue, 0) ? yPred : yTrue);
    expect(() => line().compile({ loss: branching })).toThrow(SymbolicError);
    const comparing = ((yTrue: Tensor, yPred: Tensor) => ((yTrue as unknown as number) < 0.5 ? yPred : yTrue)) as never;
    return expect(line().compile({ loss: comparing }).fit({ x, y })).rejects.toThrow(SymbolicError);
  });

  test("a loss over the whole batch or of another shape is named", async () => {
    const transposed = (yTrue: Tensor, yPred: Tensor): Tensor => mean(square(sub(yTrue, yPred)), { axes: 0 });
    await expect(line().compile({ loss: transposed }).fit({ x, y })).rejects.toThrow(ShapeError);
  });
});

test("several inputs and outputs, bound by name", async () => {
  const left = networkInput([3]);
  const right = networkInput([3]);
  const hidden = addition()(dense(8)(left), dense(8)(right));
  const model = functional({
    inputs: { left, right },
    outputs: { sum: dense(1)(hidden), kind: dense(3, { activation: "softmax" })(hidden) },
  }).compile({
    loss: { outputs: { sum: "mse", kind: "sparseCategoricalCrossentropy" } },
    lossWeights: { kind: 0.5 },
    metrics: { outputs: { kind: ["accuracy"] } },
  });
  const data = { left: x, right: x, sum: y, kind: labels };
  const { loss, terms, metrics } = await model.evaluate(data);
  expect(loss).toBeCloseTo(
    (terms["sum/meanSquaredError"] as number) + 0.5 * (terms["kind/sparseCategoricalCrossentropy"] as number),
    5,
  );
  expect(metrics["kind/accuracy"]).toBeGreaterThanOrEqual(0);
  await model.fit(data, { epochs: 2, batchSize: 16 });
  expect((await model.predictAll({ left: x, right: x }))["kind"]?.shape).toEqual([size, 3]);
});

test("predict, trainOnBatch, summary", async () => {
  const model = classifier().compile({ loss: "sparseCategoricalCrossentropy" });
  const output = await model.predict({ x }, { batchSize: 32 });
  expect(output.shape).toEqual([size, 3]);
  const rows = await numbers(output);
  expect((rows[0] as number) + (rows[1] as number) + (rows[2] as number)).toBeCloseTo(1, 5);
  const first = await model.trainOnBatch(classes());
  const second = await model.trainOnBatch(classes());
  expect(second.loss).toBeLessThan(first.loss);
  expect(model.summary()).toContain("115 trainable parameters");
});

describe("what goes wrong is said", () => {
  const train = (data: Record<string, unknown> | Dataset, model = classifier()): Promise<unknown> =>
    model.compile({ loss: "sparseCategoricalCrossentropy" }).fit(data as never, { epochs: 1 });

  test.each<[string, () => Promise<unknown>, new (...args: never[]) => Error, RegExp]>([
    ["label out of range", () => train({ x, y: labels.map(() => 3) }), DataError, /from 0 to 2, got 3 at example 0/],
    ["empty data", () => train({ x: [], y: [] }), DataError, /at least one example|empty/],
    ["lengths differ", () => train({ x, y: labels.slice(1) }), DataError, /69|70/],
    ["inputs of another shape", () => train({ x: y, y: labels }), ShapeError, /\[3\]/],
    ["no targets", () => train({ x }), DataError, /"y"/],
    ["targets of another shape", () => line().compile({ loss: "mse" }).fit({ x, y: x }), ShapeError, /equal shape/],
    ["not compiled", () => line().fit({ x, y }), GraphError, /compile/],
    ["epochs", () => line().compile({ loss: "mse" }).fit({ x, y }, { epochs: 0 }), ArgumentError, /epochs/],
    ["batch size", () => line().compile({ loss: "mse" }).fit({ x, y }, { batchSize: 1.5 }), ArgumentError, /batchSize/],
  ])("%s", async (_, run, kind, text) => {
    const error = await (async () => run())().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(text);
  });

  test("names", () => {
    expect(() => line().compile({ loss: "hubber" })).toThrow(NameError);
    expect(() => line().compile({ loss: "hubber" })).toThrow(/did you mean "huber"/i);
    expect(() => line().compile({ loss: { name: "huber", delta: -1 } })).toThrow(ArgumentError);
    expect(() => line().compile({ loss: { name: "huber", dleta: 1 } })).toThrow(/delta/);
    expect(() => line().compile({ loss: "mse", optimizer: "adm" })).toThrow(/adam/);
    expect(() => line().setWeights({ nothing: Value.of([1], [1]) })).toThrow(NameError);
  });

  test("a loss that stops being a number ends training with the weights from before", async () => {
    const model = line({ seed: 2 }).compile({ loss: "mse", optimizer: sgd({ learningRate: 1e30 }), stepsPerCall: 1 });
    await expect(model.fit({ x, y }, { epochs: 20, batchSize: 16 })).rejects.toThrow(NonFiniteError);
    expect((await numbers(model.weights["dense/kernel"])).every(Number.isFinite)).toBe(true);
    const logs = line().compile({ loss: (yTrue, yPred) => log(sub(yTrue, yPred)) });
    await expect(logs.fit({ x, y: y.map(() => [-100]) })).rejects.toThrow(NonFiniteError);
  });
});

test("minimize optimises any tensors under any scalar", async () => {
  const { parameters, losses } = await minimize({
    parameters: { p: Value.of([-1, 1.5], [2]), q: Value.of([0.2], []) },
    loss: ({ p, q }) => ({ far: mean(square(sub(p as Tensor, 3))), near: square(sub(q as Tensor, 1)) }),
    optimizer: { name: "adam", learningRate: 0.1 },
    steps: 300,
  });
  expect(losses).toHaveLength(300);
  for (const value of await numbers(parameters["p"])) expect(value).toBeCloseTo(3, 2);
  expect(await parameters["q"]?.number()).toBeCloseTo(1, 2);
});
