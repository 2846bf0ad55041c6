import { describe, expect, test } from "vitest";
import { DataError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { type Warning, warningText } from "../core/warnings.ts";
import { type ArraysOptions, arrays, type FieldValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { fromColumns } from "../data/memory.ts";
import { dense, flatten, type Layer, lambda, rescaling } from "../layers/index.ts";
import type { FitOptions } from "./fit.ts";
import { sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";

// What fit and evaluate say of data before anything is trained on it.

const random = new Random(3);
const normals = (count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, () => scale * random.normal());
const size = 120;
const x = normals(size * 4);
const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
const numbers = normals(size);
const oneHot = Float32Array.from({ length: size * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));

type Loss = CompileOptions["loss"];

interface Case {
  readonly fields: Readonly<Record<string, FieldValues>>;
  readonly options?: ArraysOptions;
  readonly loss?: Loss;
  readonly head?: Layer;
  readonly fit?: FitOptions;
  readonly data?: Dataset;
}

const softmax = dense(3, { activation: "softmax" });

async function check({
  fields,
  options = {},
  loss = "mse",
  head = dense(1),
  fit = {},
  data,
}: Case): Promise<Warning[]> {
  const found: Warning[] = [];
  const model = sequential([head], { inputShape: [4] });
  model.compile({ loss, optimizer: "sgd", onWarning: (warning) => found.push(warning) });
  const dataset = data ?? arrays(fields, { ...options, shapes: { x: [4], ...options.shapes } });
  await model.fit(dataset, { batchSize: 64, ...fit });
  expect(model.warnings).toEqual(found);
  return found;
}

const classes = (y: Int32Array, count = 3): Pick<Case, "fields" | "options" | "loss" | "head"> => ({
  fields: { x, y },
  options: { classes: count },
  loss: "sparseCategoricalCrossentropy",
  head: dense(count, { activation: "softmax" }),
});

describe("healthy data is silent", () => {
  test.each<[string, Case]>([
    ["numbers", { fields: { x, y: numbers } }],
    ["classes", classes(labels)],
    [
      "one-hot rows",
      { fields: { x, y: oneHot }, options: { shapes: { y: [3] } }, loss: "categoricalCrossentropy", head: softmax },
    ],
    [
      "yes and no",
      {
        fields: { x, y: labels.map((y) => y % 2) },
        loss: "binaryCrossentropy",
        head: dense(1, { activation: "sigmoid" }),
      },
    ],
    ["weights", { fields: { x, y: numbers, sampleWeight: numbers.map(Math.abs) } }],
    ["validation", { fields: { x, y: numbers }, fit: { validationSplit: 0.2 } }],
    [
      "few kinds of examples",
      { fields: { x: Float32Array.from({ length: size * 4 }, (_, i) => Math.floor(i / 4) % 4), y: numbers } },
    ],
  ])("%s", async (_, given) => expect((await check(given)).map(warningText)).toEqual([]));
});

describe("what is certainly wrong is an error", () => {
  const with_ = (values: Float32Array, at: number, value: number): Float32Array => {
    const copy = values.slice();
    copy[at] = value;
    return copy;
  };
  /** A data set that nothing has looked at yet. */
  const raw = (fields: Readonly<Record<string, Float32Array>>): Dataset =>
    fromColumns(
      Object.fromEntries(
        Object.entries(fields).map(([name, data]) => [
          name,
          { data, dtype: "float32", shape: data.length === size ? [] : [data.length / size] },
        ]),
      ),
    );
  const yes = { loss: "binaryCrossentropy", head: dense(1, { activation: "sigmoid" }) };
  test.each<[string, Case, string]>([
    [
      "NaN in inputs",
      { fields: {}, data: raw({ x: with_(x, 13, Number.NaN), y: numbers }) },
      'field "x": expected finite numbers, got NaN at example 3, number 1; drop',
    ],
    [
      "infinite targets",
      { fields: {}, data: raw({ x, y: with_(numbers, 9, Number.POSITIVE_INFINITY) }) },
      'field "y": expected finite numbers, got Infinity at example 9;',
    ],
    [
      "NaN in weights",
      { fields: {}, data: raw({ x, y: numbers, sampleWeight: with_(numbers, 0, Number.NaN) }) },
      "got NaN at example 0",
    ],
    [
      "NaN in validation",
      { fields: { x, y: numbers }, fit: { validation: raw({ x: with_(x, 5, Number.NaN), y: numbers }) } },
      'field "x" of the validation data',
    ],
    [
      "bytes as probabilities",
      { ...yes, fields: { x, y: numbers.map((_, i) => (i % 2) * 255) } },
      "from 0 to 1, got numbers from 0 to 255, the first outside at example 1 (255); divide by 255",
    ],
    ["-1 and 1 for 0 and 1", { ...yes, fields: { x, y: numbers.map(Math.sign) } }, "(y + 1) / 2"],
    ["labels 1 and 2", { ...yes, fields: { x, y: labels.map((y) => (y % 2) + 1) } }, "subtract 1"],
    [
      "bytes as distributions",
      {
        fields: { x, y: oneHot.map((y) => 255 * y) },
        options: { shapes: { y: [3] } },
        loss: "categoricalCrossentropy",
        head: softmax,
      },
      "divide by 255",
    ],
    [
      "counts below 0",
      { fields: { x, y: numbers }, loss: "poisson", head: dense(1, { activation: "softplus" }) },
      "from 0 up",
    ],
    [
      "fractional labels",
      { ...classes(labels), fields: { x, y: numbers.map(Math.abs) }, options: {} },
      "whole numbers",
    ],
  ])("%s", async (_, given, text) => {
    const error = await check(given).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(text);
  });
});

describe("what is doubtful is a warning, one for each code and field", () => {
  const pixels = Uint8Array.from({ length: size * 4 }, (_, i) => (i === 0 ? 255 : Math.floor(256 * random.uniform())));
  const copied = x.slice();
  for (let row = 100; row < size; row++) copied.copyWithin(row * 4, (row - 100) * 4, (row - 99) * 4);
  const rare = labels.map((_, i) => (i < 3 ? 2 : i % 2));
  test.each<[string, Case, string, string]>([
    ["UNNORMALISED", { fields: { x: pixels, y: numbers } }, 'field "x": numbers from 0 to 255', "scale: 1 / 255"],
    ["UNNORMALISED", { fields: { x: x.map((v) => 50 + 10 * v), y: numbers } }, 'field "x"', "rescale: { x:"],
    [
      "CONSTANT",
      { fields: { x: x.map((v, i) => (i % 4 === 2 ? 0.5 : v)), y: numbers } },
      "1 of 4 columns that never change (2)",
      "drop",
    ],
    ["CONSTANT", { fields: { x, y: numbers.map(() => 0.5) } }, 'field "y": 0.5 in every one', "read"],
    ["MISSING_CLASSES", classes(labels, 4), "none of 1 (3)", "add some"],
    ["IMBALANCE", classes(rare), "59 of class 1 and 3 of class 2", 'classWeights: "balanced"'],
    [
      "MISSING_IN_VALIDATION",
      {
        ...classes(labels),
        fit: {
          validation: arrays(
            { x: normals(48), y: Int32Array.from({ length: 12 }, (_, i) => i % 2) },
            { shapes: { x: [4] }, classes: 3 },
          ),
        },
      },
      "of the validation data: none of 1 (2)",
      "validationSplit",
    ],
    [
      "DUPLICATES",
      { fields: { x: copied, y: numbers } },
      "20 of 120 equal to an earlier one, example 100 is example 0",
      "sampleWeight",
    ],
    [
      "LEAK",
      {
        fields: { x, y: numbers },
        fit: { validation: arrays({ x: x.slice(0, 80), y: numbers.slice(0, 20) }, { shapes: { x: [4] } }) },
      },
      "20 of 20 in the training data too, example 0 is training example 0",
      "before splitting",
    ],
    [
      "TARGET_SUM",
      {
        fields: { x, y: oneHot.map((y) => y / 2) },
        options: { shapes: { y: [3] } },
        loss: "categoricalCrossentropy",
        head: softmax,
      },
      "120 that do not, the first at example 0 (0.5)",
      "divide each row",
    ],
    [
      "TARGET_SUM",
      {
        fields: { x, y: oneHot.map(() => 1) },
        options: { shapes: { y: [3] } },
        loss: "categoricalCrossentropy",
        head: softmax,
      },
      "(3)",
      '"binaryCrossentropy"',
    ],
    ["WEIGHTS", { fields: { x, y: numbers, sampleWeight: numbers } }, "weights down to -", "use 0"],
    ["WEIGHTS", { fields: { x, y: numbers, sampleWeight: numbers.map(() => 0) } }, "0 for every example", "give some"],
    [
      "STARTING_LOSS",
      {
        ...classes(labels),
        head: dense(3, { activation: "softmax", kernelInitializer: () => [90, 0, 0, 0, 90, 0, 0, 0, 90, 0, 0, 0] }),
      },
      "expected about 1.099 before the first update (ln 3",
      "scale the inputs",
    ],
    [
      "STARTING_LOSS",
      { fields: { x, y: numbers }, head: dense(1, { kernelInitializer: () => [9, 9, 9, -9] }) },
      "mean square of the targets",
      "weights",
    ],
  ])("%s", async (code, given, text, fix) => {
    const found = await check(given);
    expect(found.map((each) => each.code)).toEqual([code]);
    expect(warningText(found[0] as Warning)).toContain(text);
    expect(found[0]?.fix).toContain(fix);
  });

  test("not of classes that something weighs already", async () => {
    const y = classes(rare);
    expect(await check({ ...y, loss: { name: "sparseCategoricalCrossentropy", classWeights: [1, 1, 20] } })).toEqual(
      [],
    );
    expect(await check({ ...y, fields: { ...y.fields, sampleWeight: labels.map(() => 1) } })).toEqual([]);
  });

  test("not of inputs that the network scales itself", async () => {
    for (const first of [rescaling(1 / 255), lambda((given) => given)]) {
      const found: Warning[] = [];
      const model = sequential([flatten(), first, dense(1)], { inputShape: [4] });
      model.compile({
        loss: "mse",
        optimizer: { name: "sgd", learningRate: 1e-6 },
        onWarning: (each) => found.push(each),
      });
      await model.fit(arrays({ x: pixels, y: numbers }, { shapes: { x: [4] } }), { checks: { STARTING_LOSS: "off" } });
      expect(found).toEqual([]);
    }
  });
});

describe("checks", () => {
  const rare = classes(labels.map((_, i) => (i < 3 ? 2 : i % 2)));
  const outside: Case = {
    fields: { x, y: numbers.map((y) => Math.abs(y) + 2) },
    loss: "binaryCrossentropy",
    head: dense(1, { activation: "sigmoid" }),
  };

  test("errors alone, none, or by code", async () => {
    expect(await check({ ...rare, fit: { checks: "errors" } })).toEqual([]);
    expect(await check({ ...rare, fit: { checks: { IMBALANCE: "off" } } })).toEqual([]);
    await expect(check({ ...rare, fit: { checks: { IMBALANCE: "error" } } })).rejects.toThrow(DataError);
    await expect(check({ ...outside, fit: { checks: "errors" } })).rejects.toThrow(
      'checks: { TARGET_RANGE: "warning" }',
    );
    const [warning] = await check({ ...outside, fit: { checks: { TARGET_RANGE: "warning" } } });
    expect(warning?.code).toBe("TARGET_RANGE");
    expect(await check({ ...outside, fit: { checks: "none" } })).toEqual([]);
  });

  test("evaluate looks for what makes its figures wrong", async () => {
    const model = sequential([dense(1, { activation: "sigmoid" })], { inputShape: [4] }).compile({
      loss: "binaryCrossentropy",
    });
    const data = arrays(outside.fields, { shapes: { x: [4] } });
    await expect(model.evaluate(data)).rejects.toThrow(DataError);
    expect(Number.isFinite((await model.evaluate(data, { checks: "none" })).loss)).toBe(true);
  });

  test("a data set is read once, however often it is trained on", async () => {
    const data = arrays({ x, y: numbers }, { shapes: { x: [4] } });
    let read = 0;
    const counted: Dataset = {
      ...data,
      fill(indices, target) {
        read += indices.length;
        return data.fill(indices, target);
      },
    };
    const model = sequential([dense(1)], { inputShape: [4] }).compile({ loss: "mse" });
    await model.fit(counted);
    const first = read;
    await model.fit(counted);
    expect(read - first).toBeLessThan(first - 2 * size + 10);
  });

  test("of data that is not in memory a part is read, and that is said", async () => {
    const many = 4000;
    const kinds = Array.from({ length: 400 }, () => normals(20));
    const drawn = new Float32Array(many * 20);
    for (let i = 0; i < many; i++) drawn.set(kinds[Math.floor(400 * random.uniform())] as Float32Array, i * 20);
    const inner = arrays({ x: drawn, y: normals(many) }, { shapes: { x: [20] } });
    let read = 0;
    const files: Dataset = {
      ...inner,
      async fill(indices, target) {
        await Promise.resolve();
        if (target["x"] !== undefined) read += indices.length;
        inner.fill(indices, target);
      },
    };
    const found: Warning[] = [];
    const model = sequential([dense(1)], { inputShape: [20] });
    model.compile({ loss: "mse", onWarning: (each) => found.push(each) });
    let before = 0;
    const onEpochBegin = (): void => {
      before = read;
    };
    await model.fit(files, { batchSize: 500, callbacks: [{ onEpochBegin }] });
    expect(found.map(({ code }) => code)).toEqual(["DUPLICATES"]);
    expect(found[0]?.message).toContain("(256 of 4,000 looked at)");
    expect(before).toBeLessThan(1000);
  });
});
