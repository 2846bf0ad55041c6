import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { integrate } from "../../../tests/losses/special.ts";
import { constant } from "../../core/tensor.ts";
import { crpsLogistic } from "./crpsLogistic.ts";

test("mean distance to the target less half the mean distance of two draws, by integration", () =>
  expectElementwise(
    (y, m, s) => crpsLogistic(y, m, s),
    (y, m, s) => {
      const density = (x: number): number => 1 / (s * (2 + Math.exp((x - m) / s) + Math.exp((m - x) / s)));
      const distance = (x: number): number => Math.abs(x - y) * density(x);
      const cuts = [m - 60 * s, Math.min(y, m), Math.max(y, m), m + 60 * s];
      const parts = [0, 1, 2].map((i) => integrate(distance, cuts[i] as number, cuts[i + 1] as number, 20000));
      return parts.reduce((a, b) => a + b, 0) - 1 * s;
    },
    ["normal", "normal", "positive"],
    1e-7,
  ));

test("far from the target it is the absolute error less a constant; by the scale it is honest there", async () => {
  const { value, gradient } = await valueAndGradient((s) => crpsLogistic(constant([1e4]), constant([0]), s), [1]);
  expect(value[0]).toBeCloseTo(1e4 - 1, 2);
  expect(gradient[0]).toBeCloseTo(-1, 5);
});
