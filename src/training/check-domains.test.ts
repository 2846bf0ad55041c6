import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DomainError, ShapeError } from "../core/errors.ts";
import { type Tensor, withDomain } from "../core/tensor.ts";
import type { Warning } from "../core/warnings.ts";
import {
  activation,
  concatenation,
  conv2d,
  dense,
  dropout,
  flatten,
  type Layer,
  lambda,
  networkInput,
  permute,
  reshape,
} from "../layers/index.ts";
import { categoricalCrossentropy } from "../losses/classification/categoricalCrossentropy.ts";
import { div, mul } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { slice } from "../ops/indexing.ts";
import { cast, stopGradient, sum } from "../ops/structure.ts";
import { functional, sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";

// What a network gives against what its loss and metrics take, at compile: nothing is run here.

type Loss = CompileOptions["loss"];

function warningsOf(loss: Loss, layers: readonly Layer[], metrics: readonly string[] = []): readonly Warning[] {
  const told: Warning[] = [];
  const model = sequential(layers, { inputShape: [3] });
  model.compile({ loss, metrics, onWarning: (warning) => told.push(warning) });
  expect(model.warnings).toEqual(told);
  return told;
}

const codes = (...given: Parameters<typeof warningsOf>): string[] => warningsOf(...given).map(({ code }) => code);
const softmax = (units: number): Layer => dense(units, { activation: "softmax" });
const sigmoid = (units: number): Layer => dense(units, { activation: "sigmoid" });
const logits = (name: string): Loss => ({ name, fromLogits: true });

function errorOf(loss: Loss, ...layers: Layer[]): Error {
  try {
    warningsOf(loss, layers);
  } catch (error) {
    return error as Error;
  }
  throw new Error("compile accepted it");
}

describe("what is right is silent", () => {
  test.each<[string, Loss, Layer[], string[]]>([
    ["softmax and cross-entropy", "sparseCategoricalCrossentropy", [softmax(3)], ["accuracy"]],
    ["logits, said so", logits("categoricalCrossentropy"), [dense(3)], ["accuracy", "topKAccuracy"]],
    ["sigmoid, one unit", "binaryCrossentropy", [sigmoid(1)], ["accuracy", "auc"]],
    ["sigmoid, several labels", "binaryFocalCrossentropy", [sigmoid(4)], ["binaryAccuracy"]],
    ["numbers", "mse", [dense(2)], ["mae", "r2"]],
    ["a distribution by hand", "categoricalCrossentropy", [dense(3), lambda(byHand)], []],
    ["exponentials, which are normalised", "categoricalCrossentropy", [dense(3, { activation: "exponential" })], []],
    ["logits by another head", logits("binaryCrossentropy"), [dense(1), lambda((x) => mul(x, 3))], []],
    ["log-probabilities", "negativeLogLikelihood", [dense(3, { activation: "logSoftmax" })], []],
    ["log-probabilities are logits too", logits("categoricalCrossentropy"), [dense(3), activation("logSoftmax")], []],
    ["one probability of two", "binaryCrossentropy", [softmax(2), lambda((x) => slice(x, { axes: 1, start: 1 }))], []],
    ["attention inside", "mse", [softmax(3), dense(2)], []],
    ["a margin's scores", "hinge", [dense(1)], ["accuracy"]],
    ["a rate", "poisson", [dense(1, { activation: "softplus" })], []],
    ["what someone knows better", "binaryCrossentropy", [dense(1), lambda((x) => withDomain(x, "probabilities"))], []],
  ])("%s", (_, loss, layers, metrics) => expect(codes(loss, layers, metrics)).toEqual([]));
});

describe("what is certainly meaningless is an error with the change to make", () => {
  test.each<[string, Loss, Layer[], new (...args: never[]) => Error, string]>([
    [
      "a softmax of one unit",
      "binaryCrossentropy",
      [softmax(1)],
      DomainError,
      'replace dense(1, { activation: "softmax" }) by dense(1, { activation: "sigmoid" })',
    ],
    ["a softmax of one unit under any loss", "mse", [softmax(1)], DomainError, "always gives 1"],
    ["a softmax of one unit under a function", (_, yPred) => yPred, [softmax(1)], DomainError, "always gives 1"],
    [
      "double softmax by fromLogits",
      logits("sparseCategoricalCrossentropy"),
      [softmax(3)],
      DomainError,
      'drop fromLogits (the loss is computed from the softmax\'s logits all the same), or replace dense(3, { activation: "softmax" }) by dense(3)',
    ],
    [
      "double softmax by layers",
      "categoricalCrossentropy",
      [softmax(3), activation("softmax")],
      DomainError,
      'replace dense(3, { activation: "softmax" }) by dense(3), or drop the softmax',
    ],
    [
      "sigmoid of a softmax",
      "binaryCrossentropy",
      [softmax(3), activation("sigmoid")],
      DomainError,
      "sigmoid of a softmax",
    ],
    [
      "no activation before a cross-entropy",
      "categoricalCrossentropy",
      [dense(3)],
      DomainError,
      'replace dense(3) by dense(3, { activation: "softmax" }), or say that they are logits: { name: "categoricalCrossentropy", fromLogits: true }',
    ],
    [
      "the same behind other layers",
      "binaryCrossentropy",
      [dense(4), reshape([2, 2]), flatten()],
      DomainError,
      "dense(4)",
    ],
    ["relu before yes or no", "binaryCrossentropy", [dense(1, { activation: "relu" })], DomainError, '"sigmoid"'],
    ["tanh before yes or no", "binaryCrossentropy", [dense(1, { activation: "tanh" })], DomainError, "from -1 to 1"],
    ["one class", "categoricalCrossentropy", [sigmoid(1)], ShapeError, "at least 2 classes"],
    ["raw scores as log-probabilities", "negativeLogLikelihood", [dense(3)], DomainError, '"logSoftmax"'],
    ["probabilities as log-probabilities", "negativeLogLikelihood", [softmax(3)], DomainError, '"logSoftmax"'],
    ["probabilities where a loss has its own softmax", "seesaw", [softmax(3)], DomainError, "by dense(3)"],
  ])("%s", (_, loss, layers, kind, text) => {
    const error = errorOf(loss, ...layers);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(text);
  });

  test("of a convolution, its channels are the classes", () => {
    const model = sequential([conv2d(1, 3, { activation: "softmax" })], { inputShape: [1, 5, 5] });
    expect(() => model.compile({ loss: "mse" })).toThrow(
      'replace conv2d(1, 3, { activation: "softmax" }) by conv2d(1, 3, { activation: "sigmoid" })',
    );
  });

  test("a metric of another meaning, before there is data", () => {
    expect(() => warningsOf(logits("binaryCrossentropy"), [dense(1)], ["mse"])).toThrow(DomainError);
  });
});

describe("what someone may mean is a warning", () => {
  test.each<[string, Loss, Layer[], string[], string, string]>([
    [
      "SIGMOID_FOR_CLASSES",
      "categoricalCrossentropy",
      [sigmoid(3)],
      [],
      "gives independent probabilities",
      'replace dense(3, { activation: "sigmoid" }) by dense(3, { activation: "softmax" })',
    ],
    ["SOFTMAX_FOR_LABELS", "binaryCrossentropy", [softmax(3)], [], "a distribution over 3 classes", '"sigmoid"'],
    ["RELU_HEAD", "categoricalCrossentropy", [dense(3, { activation: "relu" })], [], "zeros", '"softmax"'],
    ["RELU_HEAD", logits("binaryCrossentropy"), [dense(1, { activation: "relu" })], [], "any sign", "by dense(1)"],
    ["BOUNDED_LOGITS", logits("binaryCrossentropy"), [dense(1, { activation: "tanh" })], [], "sure", "by dense(1)"],
    ["PROBABILITIES_FOR_SCORES", "hinge", [sigmoid(1)], [], "scores of any size", "by dense(1)"],
    ["POSITIVE_EXPECTED", "poisson", [dense(1)], [], "negative", '"softplus"'],
    ["DOUBLE_ACTIVATION", "mse", [softmax(3), activation("softmax")], [], "softmax of a softmax", "by dense(3)"],
    ["METRIC_MISMATCH", "mse", [dense(1)], ["accuracy"], "fits numbers", '"r2"'],
    ["UNKNOWN_SCORES", (_, yPred) => yPred, [dense(1)], ["accuracy"], "from 0.5 on", 'withDomain(x, "logits")'],
  ])("%s", (code, loss, layers, metrics, message, fix) => {
    const [warning, ...others] = warningsOf(loss, layers, metrics);
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      code,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  });
});

describe("a domain stays with its numbers", () => {
  const image = (...after: Layer[]): Layer[] => [softmax(4), ...after];
  test.each<[string, Layer[]]>([
    ["reshape", [reshape([2, 2])]],
    ["flatten", [reshape([2, 2]), flatten()]],
    ["transpose", [reshape([2, 2]), permute([2, 1])]],
    ["dropout, outside training", [dropout(0.5)]],
    ["an identity", [activation("linear"), lambda((x) => x)]],
    ["slicing", [lambda((x) => slice(x, { axes: 1, end: 3 }))]],
    ["other dtypes and back, no gradient", [lambda((x) => cast(cast(stopGradient(x), "float64"), "float32"))]],
  ])("%s", (_, after) => {
    const model = sequential(image(...after), { inputShape: [3] });
    expect(model.network.sample.outputs["y"]?.domain).toBe("probabilities");
    expect(() => model.compile({ loss: logits("binaryCrossentropy") })).toThrow(DomainError);
  });

  const joined = (left: Layer, right: Layer) => {
    const x = networkInput([3]);
    return functional({ inputs: { x }, outputs: { y: concatenation()(left(x), right(x)) } });
  };

  test("concatenation of equals keeps it, of others loses it", () => {
    expect(() => joined(sigmoid(2), sigmoid(1)).compile({ loss: logits("binaryCrossentropy") })).toThrow(DomainError);
    expect(joined(sigmoid(2), dense(1)).network.sample.outputs["y"]?.domain).toBe("unknown");
  });

  test("arithmetic loses it", () => {
    for (const change of [(x: Tensor) => mul(x, 2), (x: Tensor) => div(x, 3), exp]) {
      const model = sequential([softmax(3), lambda(change)], { inputShape: [3] });
      expect(model.network.sample.outputs["y"]?.domain).not.toBe("probabilities");
    }
  });
});

describe("warnings", () => {
  const print = vi.spyOn(console, "warn");
  beforeEach(() => void print.mockReset().mockImplementation(() => undefined));
  afterEach(() => void print.mockReset());

  test("are printed once by default, as one line", () => {
    const model = sequential([sigmoid(3)], { inputShape: [3] }).compile({ loss: "categoricalCrossentropy" });
    expect(print).toHaveBeenCalledTimes(1);
    expect(print.mock.calls[0]?.[0]).toMatch(
      /^lossmith: categoricalCrossentropy, yPred: takes a .*\[SIGMOID_FOR_CLASSES\]$/,
    );
    expect(model.warnings.map(({ code }) => code)).toEqual(["SIGMOID_FOR_CLASSES"]);
    model.compile({ loss: "binaryCrossentropy" });
    expect(model.warnings).toEqual([]);
  });

  test("go to onWarning instead", () => {
    expect(codes("categoricalCrossentropy", [sigmoid(3)])).toEqual(["SIGMOID_FOR_CLASSES"]);
    expect(print).not.toHaveBeenCalled();
  });

  test("of a loss of one's own come from the losses it calls, before the first step", async () => {
    const double = (yTrue: Tensor, yPred: Tensor): Tensor =>
      categoricalCrossentropy(yTrue, yPred, { fromLogits: true });
    const model = sequential([softmax(2)], { inputShape: [1] }).compile({ loss: double });
    const before = model.weights["dense/kernel"];
    await expect(
      model.fit({
        x: [[1], [2]],
        y: [
          [0, 1],
          [1, 0],
        ],
      }),
    ).rejects.toThrow(DomainError);
    expect(model.weights["dense/kernel"]).toBe(before);
  });
});

function byHand(x: Tensor): Tensor {
  const powers = exp(x);
  return div(powers, sum(powers, { axes: -1, keepDims: true }));
}
