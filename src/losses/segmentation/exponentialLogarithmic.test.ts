import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { type ExponentialLogarithmicOptions, exponentialLogarithmic } from "./exponentialLogarithmic.ts";

test("powers of both logarithms; a class's weight scales its pixels", async () => {
  const yTrue = float64([
    [
      [1, 0],
      [0, 1],
    ],
  ]);
  const yPred = float64([
    [
      [0.8, 0.4],
      [0.2, 0.6],
    ],
  ]);
  const loss = (options: ExponentialLogarithmicOptions): Promise<number[]> =>
    numbersOf(exponentialLogarithmic(yTrue, yPred, options));
  const [a, b] = [-Math.log(0.8), -Math.log(0.6)];
  expectNumbers(await loss({ diceWeight: 0, crossentropyWeight: 1 }), [(a ** 0.3 + b ** 0.3) / 2]);
  expectNumbers(await loss({ diceWeight: 0, crossentropyWeight: 1, gamma: 2, classWeights: [1, 3] }), [
    (a ** 2 + 3 * b ** 2) / 2,
  ]);
  const dice = (both: number, total: number): number => -Math.log((2 * both + 1) / (total + 1));
  expectNumbers(await loss({ diceWeight: 1, crossentropyWeight: 0, gamma: 1 }), [
    (dice(0.8, 2.2) + dice(0.6, 1.8)) / 2,
  ]);
});

test("sure and right: 0 with zero gradient, though the slope of a root is infinite at 0", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => exponentialLogarithmic(constant([[[1], [0]]]), x, { fromLogits: true }),
    [[[300], [-300]]],
  );
  expect(value).toEqual([0]);
  for (const slope of gradient) expect(Math.abs(slope)).toBe(0);
});
