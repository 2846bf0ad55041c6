import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { betaNll } from "./betaNll.ts";
import { gaussianNll } from "./gaussianNll.ts";

test("the normal surprise times the variance to the power beta", () =>
  expectElementwise(
    (y, m, v) => betaNll(y, m, v, { beta: 0.3 }),
    (y, m, v) => v ** 0.3 * 0.5 * (Math.log(v) + (y - m) ** 2 / v),
    ["normal", "normal", "positive"],
  ));

test("beta 0 is gaussianNll; at 1 the mean has the gradient of half the squared error", async () => {
  const [y, m, v] = [float64([1, 2]), float64([3, -1]), float64([0.5, 4])];
  expectNumbers(await numbersOf(betaNll(y, m, v, { beta: 0 })), await numbersOf(gaussianNll(y, m, v)));
  const { gradient } = await valueAndGradient((x) => betaNll(constant([1]), x, constant([9]), { beta: 1 }), [4]);
  expect(gradient[0]).toBeCloseTo(3, 5);
});
