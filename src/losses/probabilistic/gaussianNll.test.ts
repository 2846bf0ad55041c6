import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { ShapeError } from "../../core/errors.ts";
import { constant } from "../../core/tensor.ts";
import { gaussianNll } from "./gaussianNll.ts";

test("the normal density", async () => {
  await expectElementwise(
    (y, m, v) => gaussianNll(y, m, v, { full: true }),
    (y, m, v) => 0.5 * Math.log(2 * Math.PI * v) + (y - m) ** 2 / (2 * v),
    ["normal", "normal", "positive"],
  );
});

test("a variance of 0 counts as epsilon, and can grow again", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => gaussianNll(constant([0]), constant([2]), x, { epsilon: 0.25 }),
    [0],
  );
  expect(value[0]).toBeCloseTo(0.5 * Math.log(0.25) + 8, 5);
  expect(gradient[0]).toBeCloseTo(0.5 * (4 - 64), 4);
});

test("no axis of the variance is broadcast", () => {
  const [y, m] = [float64([[1, 2]]), float64([[1, 2]])];
  expect(() => gaussianNll(y, m, float64([[1]]))).toThrow(ShapeError);
});
