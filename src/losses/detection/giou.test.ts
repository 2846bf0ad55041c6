import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { giou } from "./giou.ts";

test("boxes apart: 1 and the share of the gap", async () => {
  expectNumbers(await numbersOf(giou(float64([[0, 0, 1, 1]]), float64([[2, 0, 3, 1]]))), [1 + 1 / 3], 5e-7);
});

test("boxes without area are finite, and equal ones 1 as in torchvision", async () => {
  const { value, gradient } = await valueAndGradient((x) => giou(constant([[1, 1, 1, 1]]), x), [[1, 1, 1, 1]]);
  expect(value).toEqual([1]);
  for (const slope of gradient) expect(Number.isFinite(slope)).toBe(true);
});
