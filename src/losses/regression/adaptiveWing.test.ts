import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { adaptiveWing } from "./adaptiveWing.ts";

test.each([{}, { omega: 10, theta: 0.3, epsilon: 2, alpha: 2.5 }])(
  "a power of the error that depends on the target, then linear: %o",
  (options) => {
    const { omega = 14, theta = 0.5, epsilon = 1, alpha = 2.1 } = options;
    const formula = (y: number, size: number): number => {
      const power = alpha - y;
      if (size < theta) return omega * Math.log(1 + (size / epsilon) ** power);
      const edge = (theta / epsilon) ** power;
      const slope = ((omega / (1 + edge)) * power * (theta / epsilon) ** (power - 1)) / epsilon;
      return slope * size - (theta * slope - omega * Math.log(1 + edge));
    };
    return expectElementwise(
      (y, p) => adaptiveWing(y, p, options),
      (y, p) => formula(y, Math.abs(p - y)),
      ["unit", "normal"],
    );
  },
);

test("no kink where they are equal", async () => {
  const { gradient } = await valueAndGradient((x) => adaptiveWing(constant([0, 1]), x), [0, 1]);
  expect(gradient.map((each) => each + 0)).toEqual([0, 0]);
});
