import { test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { klingGupta } from "./klingGupta.ts";

test("distance of correlation and ratios from 1", async () => {
  const [yTrue, yPred] = [rowsOf(drawNumbers("positive", 12, 1)), rowsOf(drawNumbers("positive", 12, 2))];
  const want = yTrue.map((row, i) => {
    const other = yPred[i] as number[];
    const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / 3;
    const [a, b] = [mean(row), mean(other)];
    const spread = (x: number[], m: number): number => Math.sqrt(mean(x.map((each) => (each - m) ** 2)));
    const r = mean(row.map((y, k) => (y - a) * ((other[k] as number) - b))) / (spread(row, a) * spread(other, b));
    return Math.hypot(r - 1, spread(other, b) / spread(row, a) - 1, b / a - 1);
  });
  expectNumbers(await numbersOf(klingGupta(float64(yTrue), float64(yPred))), want);
});

test("a perfect prediction costs nothing, a doubled one √2", async () => {
  const loss = klingGupta(
    float64([
      [1, 2, 4],
      [1, 2, 4],
    ]),
    float64([
      [1, 2, 4],
      [2, 4, 8],
    ]),
  );
  expectNumbers(await numbersOf(loss), [0, Math.SQRT2], 1e-7);
});
