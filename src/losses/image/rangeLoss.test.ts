import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { rangeLoss } from "./rangeLoss.ts";

test("nothing inside the range, the squared distance outside", async () => {
  expect(
    await numbersOf(
      rangeLoss(
        float64([
          [-1, 0.5, 1],
          [-3, 2, 0],
        ]),
      ),
    ),
  ).toEqual([0, 5 / 3]);
  expect(await numbersOf(rangeLoss(float64([[-1, 0.5, 2]]), { low: 0 }))).toEqual([2 / 3]);
});
