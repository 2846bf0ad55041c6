import { test } from "vitest";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectNumbers, expectValues } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { hinge } from "./hinge.ts";

describeMarginLoss("hinge", hinge, (m) => Math.max(0, 1 - m));

test("the published numbers of Keras, whose labels are 0 and 1", async () => {
  const yTrue = float64([
    [0, 1],
    [0, 0],
  ]);
  const yPred = float64([
    [0.6, 0.4],
    [0.4, 0.6],
  ]);
  await expectValues(hinge(yTrue, yPred, { binaryLabels: true }), [1.1, 1.5]);
});

test("gradient -y within the margin, 0 beyond and at it", async () => {
  const yTrue = constant([1, -1, 1, 1]);
  const { gradient } = await valueAndGradient((z) => hinge(yTrue, z), [0, 0, 1, 2]);
  expectNumbers(gradient, [-1, 1, 0, 0]);
});
