import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { curvature } from "./curvature.ts";

test("affine maps and harmonic saddles are free; a bowl of i² + j² costs 16, averaged over components", async () => {
  const field = (f: (i: number, j: number) => number): number[][] =>
    [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => f(i, j)));
  const flat = field(() => 0);
  for (const free of [field((i, j) => 3 * i - j + 2), field((i, j) => i * i - j * j)])
    expect((await numbersOf(curvature(float64([[free, flat]]))))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(curvature(float64([[field((i, j) => i * i + j * j), flat]]))))[0]).toBeCloseTo(8, 12);
});
