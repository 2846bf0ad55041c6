import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { generalizedDice } from "./generalizedDice.ts";

test("a class of 1 pixel weighs as one of 1000, whatever is added to smooth them", async () => {
  const row = (from: number, to: number): number[] => Array.from({ length: 1001 }, (_, i) => +(i >= from && i < to));
  const yTrue = float64([[row(0, 1), row(1, 1001)]]);
  const [without = 0] = await numbersOf(generalizedDice(yTrue, float64([[row(0, 0), row(1, 1001)]])));
  // Weights 1 and 1e-6: the small class missed leaves 2e-3 of 2e-3 + 1.
  expect(without).toBeCloseTo(1 - 2e-3 / (2e-3 + 1), 4);
});

test("a class that is not there still costs where it is predicted", async () => {
  const yTrue = float64([
    [
      [1, 1],
      [0, 0],
    ],
  ]);
  const [wrong = 0] = await numbersOf(
    generalizedDice(
      yTrue,
      float64([
        [
          [1, 0],
          [0, 1],
        ],
      ]),
      { smooth: 0 },
    ),
  );
  // Weights 1 and 1: 2 · 1 / (2 + 1 + 1).
  expect(wrong).toBeCloseTo(0.5, 12);
  expectNumbers(await numbersOf(generalizedDice(yTrue, yTrue)), [0]);
});
