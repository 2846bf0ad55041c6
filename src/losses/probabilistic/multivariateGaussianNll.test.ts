import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { gaussianNll } from "./gaussianNll.ts";
import { multivariateGaussianNll } from "./multivariateGaussianNll.ts";

test("two dimensions, by the inverse written out", async () => {
  const [y, m, factor] = [
    [1, -2],
    [0.3, 0.5],
    [
      [2, 99],
      [-0.7, 1.5],
    ],
  ]; // 99 is above the diagonal
  const [a, b, d] = [4, -1.4, 0.49 + 2.25];
  const determinant = a * d - b * b;
  const [u, v] = [0.7, -2.5];
  const form = (d * u * u - 2 * b * u * v + a * v * v) / determinant;
  const want = 0.5 * form + 0.5 * Math.log(determinant) + Math.log(2 * Math.PI);
  const got = multivariateGaussianNll(float64([y]), float64([m]), float64([factor]));
  expectNumbers(await numbersOf(got), [want]);
});

test("a diagonal factor is independent normal distributions", async () => {
  const [y, m, s] = [
    [1, 2, 3],
    [0, 2.5, -1],
    [0.5, 2, 4],
  ];
  const diagonal = s.map((each, i) => s.map((_, j) => (i === j ? each : 0)));
  const got = await numbersOf(multivariateGaussianNll(float64([y]), float64([m]), float64([diagonal])));
  const parts = await numbersOf(
    gaussianNll(float64(y), float64(m), float64(s.map((each) => each ** 2)), { full: true }),
  );
  expectNumbers(got, [parts.reduce((a, b) => a + b, 0)]);
});
