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

test("a point in many dimensions is 0 from itself", async () => {
  const points = Array.from({ length: 20 }, (_, i) => Math.cos(5 * i) * 3);
  const want = 2 * Math.hypot(...points.map((each) => each - 1));
  const [value] = await numbersOf(energyDistance(float64([[points]]), float64([[points.map(() => 1)]])));
  expect(Math.abs((value as number) - want)).toBeLessThan(1e-13 * want);
});
