import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { energyDistance } from "./energyDistance.ts";

test("0 for equal samples; twice the distance of single points", async () => {
  const a = float64([
    [
      [0, 0],
      [3, 4],
    ],
  ]);
  expect((await numbersOf(energyDistance(a, a)))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(energyDistance(float64([[[0, 0]]]), float64([[[3, 4]]]))))[0]).toBeCloseTo(10, 12);
});
