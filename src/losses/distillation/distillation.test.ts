import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { DomainError } from "../../core/errors.ts";
import { constant, input } from "../../core/tensor.ts";
import { softmax } from "../../ops/reduce.ts";
import { distillation } from "./distillation.ts";

test("large temperatures turn it into half the squared difference of centred logits, over the classes", async () => {
  const value = await numbersOf(distillation(float64([[3, -3]]), float64([[1, -1]]), { temperature: 1e4 }));
  expect(value[0]).toBeCloseTo((2 ** 2 + 2 ** 2) / (2 * 2), 6);
});

test("standardised logits: scale and offset of a network do not matter", async () => {
  const value = await numbersOf(distillation(float64([[1, 2, 6]]), float64([[10, 20, 60]]), { standardize: true }));
  expect(value[0]).toBeCloseTo(0, 12);
});

test("nothing flows back to the teacher; a softmax is refused", async () => {
  const { gradient } = await valueAndGradient((x) => distillation(x, constant([[1, 2]])), [[3, 1]]);
  expect(gradient).toEqual([0, 0]);
  const logits = input("x", [2, 3]);
  expect(() => distillation(softmax(logits), logits)).toThrow(DomainError);
});
