import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { zeroInflatedLogNormalNll } from "./zeroInflatedLogNormalNll.ts";

test("the share of zeros, and the density of the rest", async () => {
  const [y, z, m, s] = [
    [0, 0, 2.5],
    [-1, 80, 0.3],
    [0, 0, 1],
    [1, 1, 0.5],
  ];
  const share = (at: number): number => 1 / (1 + Math.exp(-at));
  const density = Math.exp(-((Math.log(2.5) - 1) ** 2) / (2 * 0.25)) / (2.5 * 0.5 * Math.sqrt(2 * Math.PI));
  const want = [-Math.log(share(-1)), -Math.log(share(80)), -Math.log((1 - share(0.3)) * density)];
  expectNumbers(await numbersOf(zeroInflatedLogNormalNll(float64(y), float64(z), float64(m), float64(s))), want);
});

test("a zero says nothing of the rest, with a finite gradient", async () => {
  const { gradient } = await valueAndGradient(
    (s) => zeroInflatedLogNormalNll(constant([0]), constant([1]), constant([2]), s),
    [0.1],
  );
  expect(gradient.map((each) => each + 0)).toEqual([0]);
});
