import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import { betaDistributionNll } from "./betaDistributionNll.ts";
import { dirichletNll } from "./dirichletNll.ts";

test("the density; two shares are a beta distribution", async () => {
  const [shares, concentration] = [[[0.2, 0.5, 0.3]], [[0.7, 2, 4]]];
  const normaliser = lgammaOf(0.7) + lgammaOf(2) + lgammaOf(4) - lgammaOf(6.7);
  const want = normaliser - (0.7 - 1) * Math.log(0.2) - Math.log(0.5) - 3 * Math.log(0.3);
  expectNumbers(await numbersOf(dirichletNll(float64(shares), float64(concentration))), [want]);
  const beta = betaDistributionNll(float64([0.2]), float64([3]), float64([1.5]));
  const two = dirichletNll(float64([[0.2, 0.8]]), float64([[3, 1.5]]));
  expectNumbers(await numbersOf(two), await numbersOf(beta));
});
