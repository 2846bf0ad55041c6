import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { balancedL1 } from "./balancedL1.ts";

test.each([{}, { alpha: 0.3, gamma: 1, beta: 2 }])("promotes small errors: %o", (options) => {
  const { alpha = 0.5, gamma = 1.5, beta = 1 } = options;
  const b = Math.expm1(gamma / alpha);
  // Of the error in units of beta, as published; times beta, so that the slope beyond is gamma for any beta.
  const formula = (x: number): number =>
    x < 1 ? (alpha / b) * (b * x + 1) * Math.log(b * x + 1) - alpha * x : gamma * x + gamma / b - alpha;
  return expectElementwise(
    (y, p) => balancedL1(y, p, options),
    (y, p) => beta * formula(Math.abs(p - y) / beta),
  );
});

test("slope gamma beyond beta, and none at 0", async () => {
  const { gradient } = await valueAndGradient((x) => balancedL1(constant([0, 0, 0]), x), [0, 2, -3]);
  expect(gradient[0]).toBe(0);
  expect(gradient[1]).toBeCloseTo(1.5, 6);
  expect(gradient[2]).toBeCloseTo(-1.5, 6);
});
