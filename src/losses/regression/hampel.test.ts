import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { ArgumentError } from "../../core/errors.ts";
import { constant } from "../../core/tensor.ts";
import { hampel } from "./hampel.ts";

test.each([
  [2, 4, 8],
  [0.5, 0.5, 3],
])("three parts: %d, %d, %d", (a, b, c) => {
  const top = a * b - a ** 2 / 2 + (a * (c - b)) / 2;
  const formula = (size: number): number => {
    if (size <= a) return size ** 2 / 2;
    if (size <= b) return a * size - a ** 2 / 2;
    if (size <= c) return a * b - a ** 2 / 2 + ((a * (c - b)) / 2) * (1 - ((c - size) / (c - b)) ** 2);
    return top;
  };
  return expectElementwise(
    (y, p) => hampel(y, p, { a, b, c }),
    (y, p) => formula(Math.abs(p - y)),
  );
});

test("the slope rises, stays, falls to 0", async () => {
  const errors = [-9, -6, -3, -1, 0, 1, 3, 6, 9];
  const { gradient } = await valueAndGradient((x) => hampel(constant(errors.map(() => 0)), x), errors);
  expect(gradient.map((each) => each + 0)).toEqual([0, -1, -2, -1, 0, 1, 2, 1, 0]);
});

test("parts out of order are refused", () => {
  expect(() => hampel(float64([1]), float64([1]), { a: 5 })).toThrow(ArgumentError);
});
