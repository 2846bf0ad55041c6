import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { volumePreservation } from "./volumePreservation.ts";

test("shear keeps volumes; twice the width does not", async () => {
  const rows = (f: (i: number, j: number) => number): number[][] => [0, 1, 2].map((i) => [0, 1, 2].map((j) => f(i, j)));
  const shear = float64([[rows((_, j) => 3 * j), rows(() => 0)]]);
  expect((await numbersOf(volumePreservation(shear)))[0]).toBeCloseTo(0, 12);
  const wide = float64([[rows(() => 0), rows((_, j) => j)]]);
  expect((await numbersOf(volumePreservation(wide)))[0]).toBeCloseTo(1, 12);
});
