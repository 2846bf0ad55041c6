import { expect, test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { multiQuantile } from "./multiQuantile.ts";
import { quantile } from "./quantile.ts";

const quantiles = [0.2, 0.5, 0.7];

test("the mean of the quantile losses", async () => {
  const yTrue = drawNumbers("normal", 8, 1);
  const yPred = rowsOf(drawNumbers("normal", 24, 2));
  const want = yTrue.map(
    (y, i) =>
      quantiles.reduce((total, q, k) => {
        const short = y - (yPred[i]?.[k] as number);
        return total + Math.max(q * short, (q - 1) * short);
      }, 0) / 3,
  );
  expectNumbers(await numbersOf(multiQuantile(float64(yTrue), float64(yPred), { quantiles })), want);
});

test("one quantile of each position is the quantile loss", async () => {
  const [yTrue, yPred] = [float64([[1, 2]]), float64([[[3], [-1]]])];
  const [one] = [await numbersOf(multiQuantile(yTrue, yPred, { quantiles: [0.9] }))];
  expectNumbers(one, await numbersOf(quantile(float64([1, 2]), float64([3, -1]), { quantile: 0.9 })));
});

test("as many predictions as quantiles", () => {
  expect(() => multiQuantile(float64([1]), float64([[1, 2]]))).toThrow(ShapeError);
});
