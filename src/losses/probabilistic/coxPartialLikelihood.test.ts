import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { reduceLoss } from "../reduce.ts";
import { coxPartialLikelihood } from "./coxPartialLikelihood.ts";

const time = [3, 1, 4, 1, 5, 2];
const event = [1, 1, 0, 1, 1, 0];
const risk = [0.2, -1, 0.5, 2, -0.3, 1];

test("those at risk are those whose time is not earlier", async () => {
  const want = risk.map((own, i) => {
    const sum = risk.reduce(
      (total, each, j) => total + ((time[j] as number) >= (time[i] as number) ? Math.exp(each) : 0),
      0,
    );
    return Math.log(sum) - own;
  });
  expectNumbers(await numbersOf(coxPartialLikelihood(float64(time), float64(event), float64(risk))), want);
});

test("the mean is over events, and a common offset does not matter", async () => {
  const values = await numbersOf(coxPartialLikelihood(float64(time), float64(event), float64(risk)));
  const want = values.filter((_, i) => event[i] === 1).reduce((a, b) => a + b, 0) / 4;
  const shifted = coxPartialLikelihood(float64(time), float64(event), float64(risk.map((each) => each + 5000)));
  const value = reduceLoss(shifted, { mask: constant(event, { dtype: "bool" }) });
  expectNumbers(await numbersOf(value), [want], 1e-11);
});

test("one example at risk has nothing to lose", async () => {
  expectNumbers(await numbersOf(coxPartialLikelihood(float64([2]), float64([1]), float64([7]))), [0]);
});
