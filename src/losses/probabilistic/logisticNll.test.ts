import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { logisticNll } from "./logisticNll.ts";

test("the density", () =>
  expectElementwise(
    (y, m, s) => logisticNll(y, m, s),
    (y, m, s) => {
      const e = Math.exp(-(y - m) / s);
      return -Math.log(e / (s * (1 + e) ** 2));
    },
    ["normal", "normal", "positive"],
    1e-9,
  ));

test("symmetric and linear far away", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => logisticNll(constant([0, 0]), x, constant([1, 1])),
    [-300, 300],
  );
  expect(value).toEqual([300, 300]);
  expect(gradient).toEqual([-1, 1]);
});
