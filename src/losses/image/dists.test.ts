import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { dists } from "./dists.ts";

test("0 for equal images; alpha 1 sees means alone", async () => {
  const [a, b] = [float64([[[[1, 3]]]]), float64([[[[3, 1]]]])];
  expect((await numbersOf(dists(a, a)))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(dists(a, b, { alpha: 1 })))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(dists(a, b, { alpha: 0 })))[0]).toBeCloseTo(2, 5);
});
