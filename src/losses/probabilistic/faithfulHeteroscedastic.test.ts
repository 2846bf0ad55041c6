import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { faithfulHeteroscedastic } from "./faithfulHeteroscedastic.ts";

test("both terms", () =>
  expectElementwise(
    (y, m, s) => faithfulHeteroscedastic(y, m, s),
    (y, m, s) => 0.5 * (y - m) ** 2 + Math.log(s) + (y - m) ** 2 / (2 * s ** 2),
    ["normal", "normal", "positive"],
  ));

test("the mean has the gradient of half the squared error, whatever the scale", async () => {
  const scale = constant([1e-3]);
  const { gradient } = await valueAndGradient((x) => faithfulHeteroscedastic(constant([1]), x, scale), [4]);
  expect(gradient).toEqual([3]);
});
