import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { logBetaOf } from "../../../tests/losses/special.ts";
import { constant } from "../../core/tensor.ts";
import { betaDistributionNll } from "./betaDistributionNll.ts";

test("the density", () =>
  expectElementwise(
    (y, a, b) => betaDistributionNll(y, a, b),
    (y, a, b) => logBetaOf(a, b) - (a - 1) * Math.log(y) - (b - 1) * Math.log(1 - y),
    ["unit", "positive", "positive"],
    1e-11,
  ));

test("a target of 0 or 1 is finite, and the uniform distribution knows nothing", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => betaDistributionNll(constant([0, 1, 0.3]), x, constant([2, 2, 1])),
    [2, 2, 1],
  );
  for (const each of [...value, ...gradient]) expect(Number.isFinite(each)).toBe(true);
  expect(value[2]).toBeCloseTo(0, 6);
});
