import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { correlationCongruence } from "./correlationCongruence.ts";

test("many terms are the Gaussian kernel of directions", async () => {
  const [teacher, student] = [
    float64([
      [1, 0],
      [0, 1],
    ]),
    float64([
      [1, 0],
      [1, 1],
    ]),
  ];
  const [value] = await numbersOf(correlationCongruence(teacher, student, { gamma: 0.7, order: 30 }));
  const kernel = (cosine: number): number => Math.exp(-0.7 * (2 - 2 * cosine));
  expect(value).toBeCloseTo((kernel(Math.SQRT1_2) - kernel(0)) ** 2 / 2, 12);
});
