import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { normalizedWasserstein } from "./normalizedWasserstein.ts";

test("distance of the centres, halves of the differences of sides", async () => {
  const yTrue = float64([
    [0, 0, 2, 2],
    [0, 0, 2, 2],
  ]);
  const yPred = float64([
    [3, 4, 5, 6],
    [-3, -3, 5, 5],
  ]);
  const want = [5, Math.hypot(3, 3)].map((distance) => 1 - Math.exp(-distance / 10));
  expectNumbers(await numbersOf(normalizedWasserstein(yTrue, yPred, { scale: 10 })), want);
});
