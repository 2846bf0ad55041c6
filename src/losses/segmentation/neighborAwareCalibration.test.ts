import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNear } from "../../../tests/losses/near.ts";
import { input } from "../../core/tensor.ts";
import { softmax } from "../../ops/reduce.ts";
import { neighborAwareCalibration } from "./neighborAwareCalibration.ts";

test("cross-entropy of the pixels and the distance of logits from the shares around them", async () => {
  const yTrue = float64([[[[1, 1, 0]], [[0, 0, 1]]]]);
  const yPred = float64([[[[1, 0, 0]], [[0, 0, 2]]]]);
  const entropy = (Math.log1p(Math.exp(-1)) + Math.LN2 + Math.log1p(Math.exp(-2))) / 3;
  // Of the 9 places around each pixel: 2, 2, 1 and 0, 1, 1.
  const gaps = [1 - 2 / 9, 2 / 9, 1 / 9, 0, 1 / 9, 2 - 1 / 9];
  const mean = (of: (gap: number) => number): number => gaps.map(of).reduce((a, b) => a + b) / 6;
  const loss = (distance: "l1" | "l2"): Promise<number[]> =>
    numbersOf(neighborAwareCalibration(yTrue, yPred, { alpha: 0.5, distance }));
  expectNear(await loss("l1"), [entropy + 0.5 * mean(Math.abs)]);
  expectNear(await loss("l2"), [entropy + 0.5 * mean((gap) => gap ** 2)]);
});

test("probabilities are refused", () => {
  const yPred = softmax(input("p", [1, 2, 3, 3]), { axis: 1 });
  expect(() => neighborAwareCalibration(input("t", [1, 2, 3, 3]), yPred)).toThrow("logits");
});
