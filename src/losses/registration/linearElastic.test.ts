import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { linearElastic } from "./linearElastic.ts";

const field = (f: (i: number, j: number) => number): number[][] => [0, 1, 2].map((i) => [0, 1, 2].map((j) => f(i, j)));

test("small rotations are free, stretching and shear are not", async () => {
  const rotation = float64([[field((_, j) => -0.1 * j), field((i) => 0.1 * i)]]);
  expect((await numbersOf(linearElastic(rotation, { lambda: 1 })))[0]).toBeCloseTo(0, 12);
  const stretch = float64([[field((i) => 0.2 * i), field(() => 0)]]);
  expect((await numbersOf(linearElastic(stretch, { mu: 2, lambda: 3 })))[0]).toBeCloseTo(2 * 0.04 + 1.5 * 0.04, 12);
  const shear = float64([[field((_, j) => 0.2 * j), field(() => 0)]]);
  expect((await numbersOf(linearElastic(shear)))[0]).toBeCloseTo(2 * 0.01, 12);
});
