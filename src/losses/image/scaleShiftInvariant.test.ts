import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { scaleShiftInvariant } from "./scaleShiftInvariant.ts";

test("any scale and shift is free, also a negative one", async () => {
  const depth = float64([[1, 4, 2, 0]]);
  for (const scale of [3, -0.5])
    expect((await numbersOf(scaleShiftInvariant(depth, add(mul(scale, depth), 7))))[0]).toBeCloseTo(0, 12);
});

test("a constant prediction leaves half the variance", async () => {
  expect((await numbersOf(scaleShiftInvariant(float64([[1, 3]]), float64([[2, 2]]))))[0]).toBeCloseTo(0.5, 12);
});
