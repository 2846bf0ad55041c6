import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { drawBits, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import { softMargin } from "./softMargin.ts";

describeMarginLoss("softMargin", softMargin, (m) => Math.log1p(Math.exp(-m)));

test("is binaryCrossentropy of logits", async () => {
  const [t, z] = [float64(drawBits(4, 3)), float64(drawRows(4, 3))];
  const want = await numbersOf(binaryCrossentropy(t, z, { fromLogits: true }));
  await expectValues(softMargin(t, z, { binaryLabels: true }), want);
});

test("does not overflow where log1p(exp(-m)) does", async () => {
  const { value, gradient } = await valueAndGradient((z) => softMargin(constant([1, -1, 1]), z), [-100, 1e4, 1e4]);
  expect([...value, ...gradient]).toEqual([100, 1e4, 0, -1, 1, -0]);
});
