import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { normalizedCrossCorrelation } from "./normalizedCrossCorrelation.ts";

test("-1 up to a positive factor and a constant, 1 for a negative factor", async () => {
  const image = float64([[1, 4, 2, 0]]);
  expect((await numbersOf(normalizedCrossCorrelation(image, add(mul(3, image), 5))))[0]).toBeCloseTo(-1, 12);
  expect((await numbersOf(normalizedCrossCorrelation(image, mul(-2, image))))[0]).toBeCloseTo(1, 12);
});
