import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { minkowskiError } from "./minkowskiError.ts";

test.each([1, 1.5, 3])("the error to the power %d", (power) =>
  expectElementwise(
    (y, p) => minkowskiError(y, p, { power }),
    (y, p) => Math.abs(p - y) ** power,
  ),
);

test("no kink above power 1", async () => {
  const { gradient } = await valueAndGradient((x) => minkowskiError(constant([0, 0]), x, { power: 1.5 }), [0, 4]);
  expect(gradient).toEqual([0, 3]);
});
