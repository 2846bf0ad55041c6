import { test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { concordanceCorrelation } from "./concordanceCorrelation.ts";

test("one less Lin's coefficient of each row", async () => {
  const [yTrue, yPred] = [rowsOf(drawNumbers("normal", 12, 1)), rowsOf(drawNumbers("normal", 12, 2))];
  const want = yTrue.map((row, i) => {
    const other = yPred[i] as number[];
    const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / 3;
    const [a, b] = [mean(row), mean(other)];
    const covariance = mean(row.map((y, k) => (y - a) * ((other[k] as number) - b)));
    const spread = mean(row.map((y) => (y - a) ** 2)) + mean(other.map((p) => (p - b) ** 2));
    return 1 - (2 * covariance) / (spread + (a - b) ** 2);
  });
  expectNumbers(await numbersOf(concordanceCorrelation(float64(yTrue), float64(yPred))), want);
});

test("shift and scale are charged; equal constants agree", async () => {
  const yTrue = float64([
    [1, 2, 3],
    [1, 2, 3],
    [5, 5, 5],
  ]);
  const yPred = float64([
    [1, 2, 3],
    [11, 12, 13],
    [5, 5, 5],
  ]);
  expectNumbers(await numbersOf(concordanceCorrelation(yTrue, yPred)), [0, 1 - 4 / 3 / (4 / 3 + 100), 0]);
});
