import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { squaredHinge } from "./squaredHinge.ts";

describeMarginLoss("squaredHinge", squaredHinge, (m) => Math.max(0, 1 - m) ** 2);

test("the published numbers of Keras, whose labels are 0 and 1", async () => {
  const yTrue = float64([
    [0, 1],
    [0, 0],
  ]);
  const yPred = float64([
    [0.6, 0.4],
    [0.4, 0.6],
  ]);
  await expectValues(squaredHinge(yTrue, yPred, { binaryLabels: true }), [1.46, 2.26]);
});
