import { describe, expect, test } from "vitest";
import {
  DataError,
  DomainError,
  GraphError,
  type LossmithError,
  NameError,
  NonFiniteError,
  ShapeError,
} from "../core/errors.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import type { WarningCode } from "../core/warnings.ts";
import { arrays } from "../data/arrays.ts";
import { fromColumns } from "../data/memory.ts";
import { activation, dense, type Layer, networkInput, reshape } from "../layers/index.ts";
import { categoricalCrossentropy } from "../losses/classification/categoricalCrossentropy.ts";
import { meanSquaredError } from "../losses/regression/meanSquaredError.ts";
import { square, sub } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { sgd } from "../optimizers/index.ts";
import { Value } from "../runtime/value.ts";
import { decodeSafetensors, encodeSafetensors } from "./files/safetensors.ts";
import { functional, type Model, sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";

// Sixteen inputs that train on wrongly and silently elsewhere. Here each is right, a typed error or a named warning.

type Loss = CompileOptions["loss"];

const softmax = (units: number): Layer => dense(units, { activation: "softmax" });
const sigmoid = (units: number): Layer => dense(units, { activation: "sigmoid" });
const network = (...layers: Layer[]): Model => sequential(layers, { inputShape: [2] });
const x = [
  [0.5, -1],
  [1, 0.2],
  [-0.3, 0.8],
  [-1, -0.6],
];

/** The error of class `kind` and its stable code; anything else fails. */
async function refused(kind: new (...args: never[]) => LossmithError, run: () => unknown): Promise<string> {
  const reason = await (async () => run())().then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(kind);
  const { code, message } = reason as LossmithError;
  return `${code}: ${message}`;
}

function warned(loss: Loss, ...layers: Layer[]): WarningCode[] {
  return network(...layers)
    .compile({ loss, onWarning: () => undefined })
    .warnings.map(({ code }) => code);
}

const numbers = async (value: Value | undefined): Promise<number[]> =>
  Array.from((await (value as Value).read()) as Float32Array);

/** A network that starts at the given logits, whatever its input, and one step or more of plain descent from there. */
async function descend(loss: Loss, bias: readonly number[], y: number[] | number[][], epochs: number, head: string) {
  const layer = dense(bias.length, { activation: head, kernelInitializer: "zeros", biasInitializer: () => [...bias] });
  const model = sequential([layer], { inputShape: [1] });
  model.compile({ loss, optimizer: sgd({ learningRate: 1 }), onWarning: () => undefined });
  const data = arrays({ x: [[0]], y }, typeof y[0] === "number" && bias.length > 1 ? { classes: bias.length } : {});
  const { epochs: records } = await model.fit(data, { epochs });
  return { first: records[0]?.loss, last: records.at(-1)?.loss, bias: await numbers(model.weights["dense/bias"]) };
}

describe("1: names", () => {
  test.each([
    "mse",
    "mae",
    "bce",
    "huber",
    "huberLoss",
    "logLoss",
    "absoluteDifference",
    "categorical_crossentropy",
    "BinaryFocalCrossentropy",
  ])("%s is known", async (loss) => {
    const layer = /categorical/.test(loss) ? softmax(2) : sigmoid(2);
    const model = network(layer).compile({ loss });
    expect(
      Number.isFinite(
        (
          await model.evaluate({
            x,
            y: [
              [1, 0],
              [0, 1],
              [1, 0],
              [0, 1],
            ],
          })
        ).loss,
      ),
    ).toBe(true);
  });

  test("an unknown one is an error with the nearest", async () => {
    expect(await refused(NameError, () => network(dense(1)).compile({ loss: "hubber" }))).toMatch(
      /^UNKNOWN_NAME: .*did you mean "huber"\?/,
    );
    expect(await refused(NameError, () => network(dense(1)).compile({ loss: "focal" }))).toContain("did you mean");
  });
});

describe("2: a softmax that is sure and wrong", () => {
  const gaps = [16, 17, 20, 30, 60, 100];
  test.each(gaps)("logit gap %i: the loss is the gap, its gradient -1 and 1", async (gap) => {
    for (const [loss, y] of [
      ["categoricalCrossentropy", [[1, 0, 0]]],
      ["sparseCategoricalCrossentropy", [0]],
    ] as const) {
      const { first, bias } = await descend(loss, [0, gap, 0], y as never, 1, "softmax");
      expect(first).toBeCloseTo(gap, 4);
      expect(bias[0]).toBeCloseTo(1, 4);
      expect(bias[1]).toBeCloseTo(gap - 1, 4);
    }
  });

  test("from a gap of 20 and of 100 it is learned in as many epochs as that takes", async () => {
    const near = await descend("categoricalCrossentropy", [0, 20, 0], [[1, 0, 0]], 50, "softmax");
    expect(near.first).toBeCloseTo(20, 4);
    expect(near.last).toBeLessThan(0.05);
    expect((await descend("categoricalCrossentropy", [0, 100, 0], [[1, 0, 0]], 100, "softmax")).last).toBeLessThan(
      0.05,
    );
  });

  test("the softmax may be a layer of its own, behind others that compute nothing", async () => {
    const start = dense(3, { kernelInitializer: "zeros", biasInitializer: () => [0, 100, 0] });
    const model = sequential([start, activation("softmax"), reshape([3, 1]), reshape([3])], { inputShape: [1] });
    model.compile({
      loss: "categoricalCrossentropy",
      optimizer: sgd({ learningRate: 1 }),
      onWarning: ({ code }) => expect(code).toBe("STARTING_LOSS"),
    });
    const { epochs } = await model.fit({ x: [[0]], y: [[1, 0, 0]] });
    expect(epochs[0]?.loss).toBeCloseTo(100, 4);
    expect((await numbers(model.weights["dense/bias"]))[1]).toBeCloseTo(99, 4);
  });
});

test.each([-17, -20, -60, -100])("3: a sigmoid that is sure and wrong, logit %i: the gradient is -1", async (logit) => {
  const { first, bias } = await descend("binaryCrossentropy", [logit], [[1]], 1, "sigmoid");
  expect(first).toBeCloseTo(-logit, 4);
  expect(bias[0]).toBeCloseTo(logit + 1, 4);
});

test.each([
  ["4", 7, "expected whole numbers from 0 to 2, got 7 at example 1"],
  ["5", -1, "expected whole numbers from 0 to 2, got -1 at example 1"],
])("%s: a label of %i beside 3 classes", async (_, label, text) => {
  const model = network(softmax(3)).compile({ loss: "sparseCategoricalCrossentropy" });
  const before = model.weights["dense/kernel"];
  const y = Int32Array.of(0, label, 1, 2);
  for (const run of [() => model.fit({ x, y }), () => model.evaluate({ x, y })])
    expect(await refused(DataError, run)).toMatch(new RegExp(`^INVALID_DATA: .*${text}`));
  expect(model.weights["dense/kernel"]).toBe(before);
});

describe("6: [n] against [n, 1]", () => {
  test("loss and metric of a network read them alike", async () => {
    const model = sequential([dense(1, { kernelInitializer: "ones" })], { inputShape: [1] });
    model.compile({ loss: "mse", metrics: ["meanSquaredError", "mae"] });
    for (const y of [
      [1, 2, 3, 4],
      [[1], [2], [3], [4]],
    ])
      expect(await model.evaluate({ x: [[1], [2], [3], [4]], y })).toMatchObject({
        loss: 0,
        metrics: { meanSquaredError: 0, meanAbsoluteError: 0 },
      });
  });

  test("the functions never broadcast", async () => {
    const [row, column] = [constant([1, 2, 3, 4]), constant([[1], [2], [3], [4]])];
    expect(await refused(ShapeError, () => meanSquaredError(row, column))).toMatch(
      /^SHAPE_MISMATCH: .*\[4\].*\[4, 1\]/,
    );
  });
});

test("7: cross-entropy on a linear output", async () => {
  for (const loss of ["categoricalCrossentropy", "sparseCategoricalCrossentropy"])
    expect(await refused(DomainError, () => network(dense(3)).compile({ loss }))).toMatch(
      /^DOMAIN_MISMATCH: .*replace dense\(3\) by dense\(3, { activation: "softmax" }\)/,
    );
});

test("8: binary cross-entropy on a linear output", async () => {
  expect(await refused(DomainError, () => network(dense(1)).compile({ loss: "binaryCrossentropy" }))).toMatch(
    /^DOMAIN_MISMATCH: .*replace dense\(1\) by dense\(1, { activation: "sigmoid" }\)/,
  );
});

test("9: a softmax of one unit", async () => {
  for (const loss of ["binaryCrossentropy", "mse", (_: Tensor, yPred: Tensor) => yPred] as Loss[])
    expect(await refused(DomainError, () => network(softmax(1)).compile({ loss }))).toMatch(
      /^DOMAIN_MISMATCH: .*replace dense\(1, { activation: "softmax" }\) by dense\(1, { activation: "sigmoid" }\)/,
    );
});

describe("10: a double softmax", () => {
  test("by the loss, by layers and by a function", async () => {
    const loss = { name: "categoricalCrossentropy", fromLogits: true };
    expect(await refused(DomainError, () => network(softmax(3)).compile({ loss }))).toMatch(
      /^DOMAIN_MISMATCH: .*drop fromLogits/,
    );
    const twice = network(softmax(3), activation("softmax"));
    expect(await refused(DomainError, () => twice.compile({ loss: "categoricalCrossentropy" }))).toContain(
      "drop the softmax",
    );
    const own = (yTrue: Tensor, yPred: Tensor): Tensor => categoricalCrossentropy(yTrue, yPred, { fromLogits: true });
    const model = network(softmax(2)).compile({ loss: own });
    expect(
      await refused(DomainError, () =>
        model.fit({
          x,
          y: [
            [0, 1],
            [1, 0],
            [1, 0],
            [0, 1],
          ],
        }),
      ),
    ).toContain("drop fromLogits");
  });

  test("its relatives are warnings", () => {
    expect(warned("categoricalCrossentropy", sigmoid(3))).toEqual(["SIGMOID_FOR_CLASSES"]);
    expect(warned("binaryCrossentropy", softmax(3))).toEqual(["SOFTMAX_FOR_LABELS"]);
    expect(warned("categoricalCrossentropy", softmax(3))).toEqual([]);
  });
});

test("11: targets of 255", async () => {
  const model = network(softmax(2)).compile({ loss: "categoricalCrossentropy" });
  const y = [
    [255, 0],
    [0, 255],
    [255, 0],
    [0, 255],
  ];
  expect(await refused(DataError, () => model.fit({ x, y }))).toMatch(
    /^INVALID_DATA: .*field "y": .*\(255\); divide by 255/,
  );
});

test("12: NaN in the input", async () => {
  const model = network(dense(1)).compile({ loss: "mse" });
  const y = [1, 2, 3, 4];
  expect(await refused(DataError, () => model.fit({ x: x.with(2, [Number.NaN, 0]), y }))).toContain("example 2");
  // Data sets that arrays() has not looked over.
  const data = Float32Array.of(0, 1, 2, Number.NaN, 4, 5, 6, 7);
  const column = { dtype: "float32", shape: [] } as const;
  const unchecked = fromColumns({
    x: { data, dtype: "float32", shape: [2] },
    y: { ...column, data: Float32Array.from(y) },
  });
  for (const run of [() => model.fit(unchecked), () => model.evaluate(unchecked)])
    expect(await refused(DataError, run)).toMatch(
      /^INVALID_DATA: field "x": expected finite numbers, got NaN at example 1, number 1/,
    );
  // What nobody looked at still ends training, with the weights from before.
  expect(await refused(NonFiniteError, () => model.fit(unchecked, { checks: "none" }))).toMatch(/^NON_FINITE/);
  expect((await numbers(model.weights["dense/kernel"])).every(Number.isFinite)).toBe(true);
});

test("13: a learning rate that is too high", async () => {
  const model = network(dense(1)).compile({ loss: "mse", optimizer: sgd({ learningRate: 1e3 }) });
  let epochs = 0;
  const onEpochEnd = (): void => {
    epochs++;
  };
  const run = model.fit({ x, y: [1, 2, 3, 4] }, { epochs: 30, callbacks: [{ onEpochEnd }] });
  expect(await refused(NonFiniteError, () => run)).toMatch(/^NON_FINITE: .*learning rate/s);
  expect(epochs).toBeLessThan(30);
  expect((await numbers(model.weights["dense/kernel"])).every(Number.isFinite)).toBe(true);
});

describe("14: weights of classes and examples", () => {
  const y = Int32Array.of(0, 1, 1, 1);

  test("class weights change the loss of each class by itself", async () => {
    const data = arrays({ x, y }, { classes: 2 });
    const lossOf = async (weights: readonly number[]): Promise<number> => {
      const model = network(softmax(2));
      const loss = { name: "sparseCategoricalCrossentropy", classWeights: weights };
      return (await model.compile({ loss }).evaluate(data)).loss;
    };
    const [both, first, second] = [await lossOf([1, 1]), await lossOf([1, 0]), await lossOf([0, 1])];
    expect(await lossOf([3, 5])).toBeCloseTo(3 * first + 5 * second, 5);
    expect(both).toBeCloseTo(first + second, 5);
    expect(first).not.toBeCloseTo(second, 3);
  });

  test("a loss of one number for the whole batch takes no weights", async () => {
    const scalar = (yTrue: Tensor, yPred: Tensor): Tensor => mean(square(sub(yTrue, yPred)));
    const model = network(dense(1)).compile({ loss: scalar });
    const fields = { x, y: [[1], [2], [3], [4]], sampleWeight: [1, 2, 3, 4] };
    expect(await refused(ShapeError, () => model.fit(fields))).toMatch(/weight/i);
  });
});

test("15: two outputs whose losses have different shapes, at any batch size", async () => {
  const start = networkInput([2]);
  const wide = reshape([5, 8])(dense(40)(start));
  const model = functional({ inputs: { x: start }, outputs: { one: dense(1)(start), wide } });
  model.compile({ loss: { outputs: { one: "mse", wide: "mse" } }, lossWeights: { wide: 2 } });
  const data = {
    x,
    one: [1, 2, 3, 4],
    wide: x.map((_, row) => Array.from({ length: 5 }, () => [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, row])),
  };
  const whole = await model.evaluate(data);
  const [one, other] = [whole.terms["one/meanSquaredError"], whole.terms["wide/meanSquaredError"]] as [number, number];
  expect(whole.loss).toBeCloseTo(one + 2 * other, 5);
  const { wide: predicted } = await model.predictAll({ x });
  const wanted = data.wide.flat(2);
  const squares = (await numbers(predicted)).map((value, i) => (value - (wanted[i] as number)) ** 2);
  expect(other).toBeCloseTo(squares.reduce((a, b) => a + b, 0) / squares.length, 5);
  for (const batchSize of [1, 3]) expect((await model.evaluate(data, { batchSize })).loss).toBeCloseTo(whole.loss, 5);
  await model.fit(data, { batchSize: 3 });
});

test("16: a model of a loss of one's own, saved and loaded", async () => {
  const make = (): Model => network(dense(1));
  const loss = (yTrue: Tensor, yPred: Tensor): Tensor => square(sub(yTrue, yPred));
  const data = { x, y: [[1], [2], [3], [4]] };
  const trained = make().compile({ loss });
  await trained.fit(data, { epochs: 3 });
  const tensors = await Promise.all(
    Object.entries(trained.weights).map(async ([name, value]) => {
      const { shape, dtype } = value;
      return [name, { data: await value.read(), shape, dtype }] as const;
    }),
  );
  const file = decodeSafetensors(encodeSafetensors(Object.fromEntries(tensors)), "weights").tensors;
  const loaded = make();
  loaded.setWeights(
    Object.fromEntries(
      Object.entries(file).map(([name, { data, shape, dtype }]) => [name, Value.of(data, shape, dtype)]),
    ),
  );
  // Predictions need no loss; training without one says what is missing; with it, it goes on.
  expect(await numbers(await loaded.predict({ x }))).toEqual(await numbers(await trained.predict({ x })));
  expect(await refused(GraphError, () => loaded.fit(data))).toMatch(/^GRAPH: .*compile/);
  const before = (await trained.evaluate(data)).loss;
  expect((await loaded.compile({ loss }).evaluate(data)).loss).toBeCloseTo(before, 6);
});
