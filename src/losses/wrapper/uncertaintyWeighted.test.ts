import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { uncertaintyWeighted } from "./uncertaintyWeighted.ts";

test("at variances equal to the losses: half of 1 + log of each, where the gradient of the variances is 0", async () => {
  const losses = float64([[2, 0.5]]);
  const at = [Math.log(2), Math.log(0.5)];
  const { value, gradient } = await valueAndGradient((x) => uncertaintyWeighted(losses, x), at, { dtype: "float64" });
  expect(value[0]).toBeCloseTo(1, 12);
  for (const slope of gradient) expect(slope).toBeCloseTo(0, 12);
});

test("variances of 1 are half the plain sum", async () => {
  expect(
    await numbersOf(
      uncertaintyWeighted(
        float64([
          [2, 4],
          [1, 1],
        ]),
        float64([0, 0]),
      ),
    ),
  ).toEqual([3, 1]);
});
