import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { poissonNll } from "./poissonNll.ts";

test("of a log-rate, of a rate, with Stirling's term", async () => {
  const stirling = (y: number): number => (y > 1 ? y * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI * y) : 0);
  await expectElementwise(
    (y, p) => poissonNll(y, p),
    (y, z) => Math.exp(z) - y * z,
    ["count", "positive"],
  );
  await expectElementwise(
    (y, p) => poissonNll(y, p, { logInput: false, full: true }),
    (y, p) => p - y * Math.log(p + 1e-8) + stirling(y),
    ["count", "positive"],
  );
});

test("a count of 0 is finite with Stirling's term, value and gradient", async () => {
  const { value, gradient } = await valueAndGradient((x) => poissonNll(constant([0]), x, { full: true }), [0]);
  expect(value).toEqual([1]);
  expect(gradient).toEqual([1]);
});
