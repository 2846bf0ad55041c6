import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { diffusionRegularization } from "./diffusionRegularization.ts";

test("translations are free; a slope of 3 costs 9, averaged over components", async () => {
  const rows = (f: (i: number) => number): number[][] => [0, 1, 2, 3].map((i) => [f(i), f(i), f(i)]);
  expect(await numbersOf(diffusionRegularization(float64([[rows(() => 5), rows(() => -1)]])))).toEqual([0]);
  expect((await numbersOf(diffusionRegularization(float64([[rows((i) => 3 * i), rows(() => 0)]]))))[0]).toBeCloseTo(
    4.5,
    12,
  );
});
