import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { halfSquaredError } from "./halfSquaredError.ts";

test("half the square; its gradient is the error", async () => {
  await expectElementwise(halfSquaredError, (y, p) => (p - y) ** 2 / 2);
  const { gradient } = await valueAndGradient((x) => halfSquaredError(constant([1, 2]), x), [3, 1.5]);
  expect(gradient).toEqual([2, -0.5]);
});
