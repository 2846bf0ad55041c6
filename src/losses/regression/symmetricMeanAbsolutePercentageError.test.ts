import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { symmetricMeanAbsolutePercentageError } from "./symmetricMeanAbsolutePercentageError.ts";

test("percent of the mean size", () =>
  expectElementwise(
    symmetricMeanAbsolutePercentageError,
    (y, p) => (200 * Math.abs(p - y)) / (Math.abs(y) + Math.abs(p)),
  ));

test("0 to 200, and 0 for two zeros with a finite gradient", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => symmetricMeanAbsolutePercentageError(constant([0, 0, 2, 3]), x),
    [0, 5, -2, 3],
  );
  expect(value).toEqual([0, 200, 200, 0]);
  expect(gradient.map((each) => each + 0)).toEqual([0, 0, 0, 0]);
});
