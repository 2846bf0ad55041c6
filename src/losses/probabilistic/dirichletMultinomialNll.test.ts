import { test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import { constant } from "../../core/tensor.ts";
import { dirichletMultinomialNll } from "./dirichletMultinomialNll.ts";
import { multinomialNll } from "./multinomialNll.ts";

test("the probabilities of all ways to count four sum to 1, and each is that of the formula", async () => {
  const ways: number[][] = [];
  for (let a = 0; a <= 4; a++) for (let b = 0; a + b <= 4; b++) ways.push([a, b, 4 - a - b]);
  const alpha = [0.5, 2, 3.5];
  const surprises = await numbersOf(dirichletMultinomialNll(float64(ways), float64(ways.map(() => alpha))));
  expectNumbers([surprises.reduce((total, each) => total + Math.exp(-each), 0)], [1]);
  const want = ways.map((way) => {
    const head = lgammaOf(6) + lgammaOf(5) - lgammaOf(10);
    const rest = way.reduce(
      (total, y, k) => total + lgammaOf(y + (alpha[k] as number)) - lgammaOf(alpha[k] as number) - lgammaOf(y + 1),
      0,
    );
    return -head - rest;
  });
  expectNumbers(surprises, want);
});

test("large concentrations are a multinomial distribution, in float32 too", async () => {
  const { value } = await valueAndGradient((x) => dirichletMultinomialNll(constant([[2, 1, 3]]), x), [[2e5, 3e5, 5e5]]);
  const multinomial = multinomialNll(float64([[2, 1, 3]]), float64([[0.2, 0.3, 0.5]]));
  expectNumbers(value, await numbersOf(multinomial), 1e-4);
});
