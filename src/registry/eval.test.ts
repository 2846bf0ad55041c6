import { describe, expect, test } from "vitest";
import { evaluateCase, parseCases } from "./eval.ts";

const mse = { id: 1, loss: "mse", inputs: { yTrue: [1, 2], yPred: [2, 4] } };
const sparse = {
  id: "s",
  loss: "sparseCategoricalCrossentropy",
  params: { fromLogits: true },
  inputs: { yTrue: [0, 1], yPred: [[0, 0, 0], [0, 0, 0]] }, // biome-ignore format: rows of a matrix
};

const triplet = { id: "t", loss: "tripletMargin", inputs: { anchor: [[1]], positive: [[1]], negative: [[2]] } };
const proxies = {
  id: "p",
  loss: "proxyAnchor",
  inputs: { yTrue: [0, 1], yPred: [[1, 0], [0, 1]], proxies: [[1, 0], [0, 1]] }, // biome-ignore format: rows of a matrix
};

test("value and gradients by name", async () => {
  expect(await evaluateCase(mse)).toEqual({ id: 1, value: 2.5, gradients: { yPred: [1, 2] }, dtype: "float64" });
});

test("NaN in an example that does not count is in neither value nor gradient", async () => {
  const inputs = { yTrue: [[1], [2]], yPred: [[2], ["NaN"]] };
  for (const reduction of ["sum", "meanOverWeights"])
    expect(await evaluateCase({ ...mse, inputs, reduction, sampleWeight: [1, 0] })).toMatchObject({
      value: 1,
      gradients: { yPred: [[2], [0]] },
    });
  const ignored = { ...sparse, params: { fromLogits: true, ignoreClass: -1 } };
  const labels = { yTrue: [0, -1], yPred: [[0, 0], ["NaN", 1]] }; // biome-ignore format: rows of a matrix
  expect(await evaluateCase({ ...ignored, inputs: labels })).toMatchObject({
    value: Math.LN2,
    gradients: { yPred: [[-0.5, 0.5], [0, 0]] }, // biome-ignore format: rows of a matrix
  });
});

test("reductions, weights, options, dtypes and other names", async () => {
  const given = { ...mse, params: {}, sampleWeight: [1, 0.5], reduction: "none", dtype: "float32" };
  expect(await evaluateCase(given)).toEqual({ id: 1, value: [1, 2], gradients: { yPred: [2, 2] }, dtype: "float32" });
  expect(await evaluateCase({ ...mse, reduction: "mean_with_sample_weight", sampleWeight: [3, 1] })).toMatchObject({
    value: 1.75,
  });
  expect(await evaluateCase({ ...mse, sampleWeight: null, params: null, reduction: null, dtype: null })).toMatchObject({
    value: 2.5,
  });
  const half = { id: 2, loss: "Huber", params: { delta: 0.5 }, inputs: { yTrue: [[0]], yPred: [[2]] } };
  expect(await evaluateCase(half)).toMatchObject({ value: 0.875, gradients: { yPred: [[0.5]] } });
  const withLogits = { id: 3, loss: "BCEWithLogitsLoss", inputs: { yTrue: [1], yPred: [0] } };
  expect(await evaluateCase(withLogits)).toMatchObject({ value: Math.LN2, gradients: { yPred: [-0.5] } });
});

test("numbers that JSON lacks, both ways", async () => {
  const infinite = { id: 1, loss: "bce", inputs: { yTrue: [1], yPred: [0] } };
  expect(await evaluateCase(infinite)).toMatchObject({ value: "Infinity", gradients: { yPred: ["-Infinity"] } });
  const nan = { ...mse, inputs: { yTrue: [1, 2], yPred: ["NaN", 4] }, reduction: "none" };
  expect(await evaluateCase(nan)).toMatchObject({ value: ["NaN", 4], gradients: { yPred: ["NaN", 4] } });
  const minus = {
    id: 1,
    loss: "cce",
    params: { fromLogits: true },
    inputs: { yTrue: [[1, 0]], yPred: [[2, "-Infinity"]] },
  };
  expect(await evaluateCase(minus)).toMatchObject({ value: 0, gradients: { yPred: [[0, 0]] } });
});

test("empty data is 0", async () => {
  expect(await evaluateCase({ ...mse, inputs: { yTrue: [], yPred: [] } })).toMatchObject({
    value: 0,
    gradients: { yPred: [] },
  });
});

describe("what is wrong is answered, with what to do", () => {
  test.each<[string, unknown, string, string]>([
    ["not an object", 5, "INVALID_ARGUMENT", "an object with id, loss and inputs"],
    ["null", null, "INVALID_ARGUMENT", "got null"],
    ["no id", { ...mse, id: undefined }, "INVALID_ARGUMENT", 'a key "id"'],
    ["an id that is none", { ...mse, id: {} }, "INVALID_ARGUMENT", "a string or a number"],
    ["no loss", { ...mse, loss: undefined }, "INVALID_ARGUMENT", 'a key "loss"'],
    ["an unknown loss", { ...mse, loss: "meanSquareError" }, "UNKNOWN_NAME", 'did you mean "meanSquaredError"?'],
    ["a loss that is no name", { ...mse, loss: 3 }, "INVALID_ARGUMENT", "the name of a loss"],
    ["a key too many", { ...mse, weights: [1] }, "UNKNOWN_NAME", "sampleWeight"],
    ["inputs that are an array", { ...mse, inputs: [1] }, "INVALID_ARGUMENT", "an object of arrays by name"],
    ["an unknown input", { ...mse, inputs: { ...mse.inputs, yPrd: [1] } }, "UNKNOWN_NAME", 'did you mean "yPred"?'],
    ["an input missing", { ...mse, inputs: { yTrue: [1] } }, "INVALID_ARGUMENT", "add yPred"],
    ["ragged rows", { ...mse, inputs: { yTrue: [[1, 2], [3]], yPred: [1] } }, "SHAPE_MISMATCH", "yTrue[1]"],
    ["depth that differs", { ...mse, inputs: { yTrue: [1, [2]], yPred: [1, 2] } }, "SHAPE_MISMATCH", "yTrue[1]"],
    ["text for a number", { ...mse, inputs: { yTrue: [1, "x"], yPred: [1, 2] } }, "INVALID_DATA", "yTrue[1]"],
    ["null for a number", { ...mse, inputs: { yTrue: [1, null], yPred: [1, 2] } }, "INVALID_DATA", "got null"],
    [
      "shapes that differ",
      { ...mse, inputs: { yTrue: [1, 2], yPred: [[1], [2]] } },
      "SHAPE_MISMATCH",
      "reshape yTrue to [2, 1]",
    ],
    ["an unknown option", { ...mse, loss: "huber", params: { detla: 1 } }, "UNKNOWN_NAME", 'did you mean "delta"?'],
    ["an option out of range", { ...mse, loss: "huber", params: { delta: 0 } }, "INVALID_ARGUMENT", "a number above 0"],
    ["an option that is NaN", { ...mse, loss: "huber", params: { delta: "NaN" } }, "INVALID_ARGUMENT", "got NaN"],
    ["options that are none", { ...mse, params: [] }, "INVALID_ARGUMENT", "an object of options"],
    ["an unknown reduction", { ...mse, reduction: "avg" }, "UNKNOWN_NAME", "meanOverWeights"],
    ["an unknown dtype", { ...mse, dtype: "float16" }, "INVALID_ARGUMENT", '"float64" or "float32"'],
    ["weights that do not fit", { ...mse, sampleWeight: [1, 2, 3] }, "SHAPE_MISMATCH", "one entry per example, [2]"],
    [
      "a label too large",
      { ...sparse, inputs: { ...sparse.inputs, yTrue: [0, 3] } },
      "INVALID_DATA",
      "labels from 0 to 2 (3 classes), got 3 at yTrue[1]",
    ],
    [
      "a negative label",
      { ...sparse, inputs: { ...sparse.inputs, yTrue: [-1, 1] } },
      "INVALID_DATA",
      "got -1 at yTrue[0]",
    ],
    [
      "a fractional label",
      { ...sparse, inputs: { ...sparse.inputs, yTrue: [0.5, 1] } },
      "INVALID_DATA",
      "whole numbers",
    ],
    [
      "targets of 255",
      { id: 1, loss: "bce", inputs: { yTrue: [255], yPred: [0.5] } },
      "INVALID_DATA",
      "scale them first",
    ],
    [
      "logits for probabilities",
      { id: 1, loss: "bce", inputs: { yTrue: [1], yPred: [-2] } },
      "INVALID_DATA",
      "pass fromLogits: true",
    ],
    ["an option of a loss that has none", { ...mse, params: { delta: 1 } }, "UNKNOWN_NAME", "expected none"],
    ["no name", { ...mse, loss: "" }, "UNKNOWN_NAME", 'names, got ""; (lossmith losses'],
    [
      "a number among rows",
      { ...mse, inputs: { yTrue: [[1], 2], yPred: [1, 2] } },
      "SHAPE_MISMATCH",
      "got a number at",
    ],
    ["a row among numbers", { ...mse, inputs: { yTrue: [1, [2]], yPred: [1, 2] } }, "SHAPE_MISMATCH", "got [1] at"],
    [
      "a text where a function belongs",
      { ...triplet, params: { distance: "cosine" } },
      "INVALID_ARGUMENT",
      'a function (a, b) => distances, got "cosine"; leave it out for norm',
    ],
    [
      "weights for one number of a whole batch",
      { ...proxies, sampleWeight: [1, 2] },
      "INVALID_ARGUMENT",
      "no sampleWeight: it is one number for the whole batch, got one of shape [2]",
    ],
    [
      "what a loss keeps in training is missing",
      { ...proxies, params: { classes: 2 }, inputs: { yTrue: [0], yPred: [[1, 0]] } },
      "INVALID_ARGUMENT",
      "add proxies: what a loss keeps in training is given here",
    ],
    [
      "a number of classes that is not that of the proxies",
      { ...proxies, params: { classes: 3 } },
      "INVALID_DATA",
      "proxies with 3 entries on axis 0, as the option classes says, got [2, 2]",
    ],
    [
      "no axis of classes",
      { ...sparse, inputs: { yTrue: [], yPred: [] } },
      "SHAPE_MISMATCH",
      "give yPred an axis of classes",
    ],
    [
      "a label beyond the thresholds",
      { id: 1, loss: "cumulativeLink", inputs: { yTrue: [3], yPred: [0], cutpoints: [0, 1] } },
      "INVALID_DATA",
      "labels from 0 to 2 (3 classes), got 3 at yTrue[0] of [1]; subtract 1 if labels start at 1, or give one threshold",
    ],
    ["a line that is not JSON", parseCases('{"id": 1}\n{')[1], "INVALID_DATA", "line 2"],
  ])("%s", async (_, given, code, text) => {
    const answer = await evaluateCase(given);
    expect(answer).toMatchObject({ error: { code } });
    expect("error" in answer && answer.error.message).toContain(text);
  });

  test("what usually causes a bad label is named", async () => {
    const answer = await evaluateCase({ ...sparse, inputs: { ...sparse.inputs, yTrue: [0, 3] } });
    const message = "error" in answer ? answer.error.message : "";
    expect(message).toContain("subtract 1 if labels start at 1");
    expect(message).toContain("one output per class");
  });

  test("the id comes back with the error", async () => {
    expect(await evaluateCase({ ...mse, loss: "none such" })).toMatchObject({ id: 1 });
    expect(await evaluateCase([])).toMatchObject({ id: null });
  });
});

test("actions are counted on their own axis", async () => {
  const values = [[[0], [1], [2]]];
  const given = { actions: [2], rewards: [0], continues: [1], nextQuantiles: values, quantiles: values };
  expect(await evaluateCase({ id: 1, loss: "quantileRegressionDqn", inputs: given })).toMatchObject({
    dtype: "float64",
  });
  const beyond = await evaluateCase({ id: 1, loss: "quantileRegressionDqn", inputs: { ...given, actions: [3] } });
  expect("error" in beyond && beyond.error.message).toContain("labels from 0 to 2 (3 classes), got 3");
});

test("an ignored label may be out of range", async () => {
  const given = {
    ...sparse,
    params: { fromLogits: true, ignoreClass: -1 },
    inputs: { ...sparse.inputs, yTrue: [-1, 1] },
  };
  const answer = await evaluateCase(given);
  expect(answer).toMatchObject({
    gradients: {
      yPred: [
        [0, 0, 0],
        [expect.any(Number), expect.any(Number), expect.any(Number)],
      ],
    },
  });
  expect("value" in answer && answer.value).toBeCloseTo(Math.log(3), 12);
});

test("cases as an array, as lines, or one alone", () => {
  expect(parseCases('[{"id": 1}, {"id": 2}]')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(parseCases('{"id": 1}\n\n{"id": 2}\n')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(parseCases('{\n"id": 1\n}')).toEqual([{ id: 1 }]);
  expect(parseCases('[{"id": 1},')).toHaveLength(1);
  expect(parseCases("")).toEqual([]);
});
