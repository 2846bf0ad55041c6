import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { fullLike } from "../../ops/structure.ts";
import { hinge } from "./hinge.ts";
import { smoothedHinge } from "./smoothedHinge.ts";

describeMarginLoss("smoothedHinge", smoothedHinge, (m) => (m >= 1 ? 0 : m <= 0 ? 0.5 - m : (1 - m) ** 2 / 2));
describeMarginLoss(
  "smoothedHinge",
  smoothedHinge,
  (m) => (m >= 1 ? 0 : m <= 0.75 ? 1 - m - 0.125 : (1 - m) ** 2 / 0.5),
  { gamma: 0.25 },
);

test("becomes the hinge as gamma goes to 0", async () => {
  const yPred = float64(drawRows(3, 4));
  const yTrue = fullLike(yPred, 1);
  await expectValues(smoothedHinge(yTrue, yPred, { gamma: 1e-9 }), await numbersOf(hinge(yTrue, yPred)), 1e-9);
});
