import { test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { relativeSquaredError } from "./relativeSquaredError.ts";

const [yTrue, yPred] = [rowsOf(drawNumbers("normal", 12, 1)), rowsOf(drawNumbers("normal", 12, 2))];

test("squared error over that of the mean of the targets", async () => {
  const want = yTrue.map((row, i) => {
    const centre = row.reduce((a, b) => a + b, 0) / 3;
    const errors = row.reduce((total, y, k) => total + ((yPred[i]?.[k] as number) - y) ** 2, 0);
    return errors / row.reduce((total, y) => total + (y - centre) ** 2, 0);
  });
  expectNumbers(await numbersOf(relativeSquaredError(float64(yTrue), float64(yPred))), want);
});

test("predicting the mean costs 1", async () => {
  expectNumbers(await numbersOf(relativeSquaredError(float64([[1, 2, 6]]), float64([[3, 3, 3]]))), [1]);
});
