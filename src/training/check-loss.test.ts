import { describe, expect, test } from "vitest";
import { constant, type Tensor } from "../core/tensor.ts";
import { categoricalCrossentropy } from "../losses/classification/categoricalCrossentropy.ts";
import { huber } from "../losses/regression/huber.ts";
import { meanSquaredError } from "../losses/regression/meanSquaredError.ts";
import { abs, add, clip, div, maximum, mul, round, sqrt, square, sub } from "../ops/arithmetic.ts";
import { greater, indicator } from "../ops/compare.ts";
import { exp, log, sigmoid } from "../ops/exponential.ts";
import { slice } from "../ops/indexing.ts";
import { max, mean } from "../ops/reduce.ts";
import { customGradient, sum } from "../ops/structure.ts";
import { type CheckLossOptions, checkLoss, type LossReport } from "./check-loss.ts";
import { defineLoss } from "./define-loss.ts";
import type { LossFunction } from "./terms.ts";

// Each mistake is found by the check that is for it; losses without one pass.

const rowMean = (x: Tensor): Tensor => mean(x, { axes: -1 });
const squared = (yTrue: Tensor, yPred: Tensor): Tensor => rowMean(square(sub(yTrue, yPred)));

function outcome(report: LossReport, name: string): string {
  return report.checks.find((each) => each.name === name)?.result ?? "none";
}

describe("losses without a mistake pass", () => {
  test.each<[string, LossFunction, CheckLossOptions]>([
    ["mean squared error", meanSquaredError, { minimum: 0 }],
    ["huber of images", (a, b) => huber(a, b, { delta: 0.7 }), { shape: [3, 2], minimum: 0 }],
    [
      "cross-entropy on logits",
      (a, b) => categoricalCrossentropy(a, b, { fromLogits: true }),
      { yTrue: "simplex", yPred: "logits", shape: [5], minimum: 0 },
    ],
  ])("%s", async (_, loss, options) => {
    const report = await checkLoss(loss, options);
    expect(report.text).toContain(": 0 problems, 0 warnings in 16 checks");
    expect(report.passed).toBe(true);
  });

  test("a defined loss, with its options", async () => {
    const loss = defineLoss({
      name: "scaled",
      params: { scale: 2 },
      fn: (a, b, { scale }) => mul(squared(a, b), scale),
    });
    const report = await checkLoss(loss, { options: { scale: 3 } });
    expect(report.text.split("\n")[0]).toBe("scaled: 1 problem, 0 warnings in 16 checks");
    expect((await checkLoss(loss, { options: { scael: 3 } })).text).toMatch(/did you mean "scale"/);
  });
});

describe("mistakes are found", () => {
  const doubled: LossFunction = (yTrue, yPred) =>
    rowMean(
      customGradient(
        [yPred],
        (x) => square(sub(yTrue, x)),
        (grad) => [mul(grad, sub(yPred, yTrue))],
      ),
    );
  const firstTwo = (x: Tensor): Tensor => slice(x, { axes: 1, start: 0, end: 2 });
  const cases: [string, LossFunction, string, string, CheckLossOptions?][] = [
    ["a scalar", (a, b) => mean(square(sub(a, b))), "one value per example", "warning"],
    ["the batch reduced", (a, b) => mean(square(sub(a, b)), { axes: 0 }), "one value per example", "failed"],
    ["a wrong gradient", doubled, "gradient against central differences", "failed"],
    ["rounding", (a, b) => rowMean(abs(sub(a, round(b)))), "gradient reaches every prediction", "failed"],
    [
      "a count of mistakes",
      (a, b) => rowMean(indicator(greater(abs(sub(a, b)), 1), b)),
      "gradient reaches every prediction",
      "warning",
    ],
    [
      "part of the prediction",
      (a, b) => rowMean(square(sub(firstTwo(a), firstTwo(b)))),
      "gradient reaches every prediction",
      "warning",
    ],
    [
      "a root at 0",
      (a, b) => sqrt(sum(square(sub(a, b)), { axes: -1 })),
      "finite at 0 and where predictions are right",
      "failed",
    ],
    ["an overflow", (a, b) => rowMean(exp(abs(sub(a, b)))), "finite at extremes", "failed"],
    [
      "a logarithm of 0",
      (a, b) => rowMean(mul(-1, mul(a, log(b)))),
      "finite at extremes",
      "failed",
      { yTrue: "simplex", yPred: "probabilities" },
    ],
    [
      "clipped probabilities",
      (a, b) => rowMean(mul(-1, mul(a, log(clip(sigmoid(b), 1e-7, 1 - 1e-7))))),
      "gradient where predictions are far off",
      "warning",
      { yTrue: "binary", yPred: "logits" },
    ],
    ["a wrong sign", (a, b) => mul(-1, rowMean(square(sub(a, b)))), "least where predictions are right", "warning"],
    [
      "examples compared",
      (a, b) => div(rowMean(square(sub(a, b))), add(1, max(square(b)))),
      "examples by themselves",
      "warning",
    ],
    [
      "a value below the minimum",
      (a, b) => sub(rowMean(square(sub(a, b))), 100),
      "values, reductions and weights",
      "failed",
      { minimum: 0 },
    ],
    ["order", (a, b) => mul(rowMean(square(sub(a, b))), orderOf(b)), "order of the examples", "failed"],
    ["broadcasting", squared, "targets of another shape", "failed"],
    ["broadcasting into a scalar", (a, b) => mean(square(sub(a, b))), "targets of another shape", "failed"],
    [
      "float32 that cancels",
      (a, b) => rowMean(sub(add(square(sub(a, b)), 1e6), 1e6)),
      "float32 against float64",
      "failed",
    ],
  ];
  test.each(cases)("%s", async (_, loss, name, result, options) => {
    const report = await checkLoss(loss, options);
    expect(outcome(report, name), report.text).toBe(result);
    expect(report.passed, report.text).toBe(report.checks.every((each) => each.result !== "failed"));
    const { findings } = report.checks.find((each) => each.name === name) as LossReport["checks"][number];
    expect(findings[0]?.length).toBeGreaterThan(10);
    expect(report.text).toContain(findings[0] as string);
  });

  test("what cannot even be built", async () => {
    const branching: LossFunction = (a, b) => ((b as never) ? squared(a, b) : a);
    expect((await checkLoss(branching)).text).toMatch(/1 problem.*\n {2}✗ builds a graph\n.*where\(condition/s);
    const thrown: LossFunction = () => {
      throw new TypeError("no such thing");
    };
    expect((await checkLoss(thrown)).text).toContain("no such thing");
    expect((await checkLoss((() => 1) as never)).passed).toBe(false);
  });

  test("in one of several terms, by its name", async () => {
    const report = await checkLoss((a, b) => ({ fit: squared(a, b), size: max(maximum(b, 0)) }));
    expect(outcome(report, "size: one value per example")).toBe("warning");
    expect(outcome(report, "fit: one value per example")).toBe("passed");
  });
});

/** 1, 2, 3, ... by place in the batch. */
function orderOf(x: Tensor): Tensor {
  return constant(
    Array.from({ length: x.shape[0] as number }, (_, i) => i + 1),
    { dtype: x.dtype },
  );
}
