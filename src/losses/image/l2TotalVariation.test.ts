import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { l2TotalVariation } from "./l2TotalVariation.ts";

test("squares of differences over all pixels, the last row and column included in the count", async () => {
  const image = [
    [1, 3],
    [2, 7],
  ];
  const squares = (1 - 3) ** 2 + (2 - 7) ** 2 + (1 - 2) ** 2 + (3 - 7) ** 2;
  expect(await numbersOf(l2TotalVariation(float64([[image]])))).toEqual([squares / 4]);
});
