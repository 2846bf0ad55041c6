import { test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { correlationDistance } from "./correlationDistance.ts";

test("one less Pearson's correlation of each row", async () => {
  const [yTrue, yPred] = [rowsOf(drawNumbers("normal", 12, 1)), rowsOf(drawNumbers("normal", 12, 2))];
  const want = yTrue.map((row, i) => {
    const other = yPred[i] as number[];
    const centred = (x: number[]): number[] => x.map((each) => each - x.reduce((a, b) => a + b, 0) / 3);
    const dot = (a: number[], b: number[]): number => a.reduce((total, each, k) => total + each * (b[k] as number), 0);
    const [u, v] = [centred(row), centred(other)];
    return 1 - dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
  });
  expectNumbers(await numbersOf(correlationDistance(float64(yTrue), float64(yPred))), want);
});

test("shift and scale do not matter, direction does", async () => {
  const yTrue = float64([
    [1, 2, 4],
    [1, 2, 4],
  ]);
  expectNumbers(
    await numbersOf(
      correlationDistance(
        yTrue,
        float64([
          [10, 12, 16],
          [0, -1, -3],
        ]),
      ),
    ),
    [0, 2],
  );
});
