import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { tukeyBiweight } from "./tukeyBiweight.ts";

test.each([1, 4.685])("bends to constant at %d", (cutoff) =>
  expectElementwise(
    (y, p) => tukeyBiweight(y, p, { cutoff }),
    (y, p) => (cutoff ** 2 / 6) * (1 - (1 - Math.min(1, ((p - y) / cutoff) ** 2)) ** 3),
  ),
);

test("outliers have no gradient, small errors that of half the square", async () => {
  const { gradient } = await valueAndGradient((x) => tukeyBiweight(constant([0, 0]), x, { cutoff: 2 }), [2.5, 0.002]);
  expect(gradient[0]).toBe(0);
  expect((gradient[1] as number) / 0.002).toBeCloseTo(1, 5);
});
