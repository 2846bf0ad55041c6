import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { constant } from "../../core/tensor.ts";
import { cosineSimilarity } from "./cosineSimilarity.ts";

const yTrue = [
  [1, 9, 2],
  [-5, -2, 6],
];
const yPred = [
  [4, 8, 12],
  [8, 1, 3],
];

test("negative cosine of each row, along any axis", async () => {
  const cosine = (a: number[], b: number[]): number => {
    const dot = (u: number[], v: number[]): number => u.reduce((total, each, i) => total + each * (v[i] as number), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const want = yTrue.map((row, i) => -cosine(row, yPred[i] as number[]));
  expectNumbers(want, [-0.720488, 0.3460499], 1e-6); // Keras' own
  expectNumbers(await numbersOf(cosineSimilarity(float64(yTrue), float64(yPred))), want);
  const turned = (x: number[][]): number[][] => [0, 1, 2].map((i) => x.map((row) => row[i] as number));
  const along = cosineSimilarity(float64([turned(yTrue)]), float64([turned(yPred)]), { axis: 1 });
  expectNumbers(await numbersOf(along), want);
});

test("short and long vectors have directions too", async () => {
  for (const size of [1e-30, 1e-4, 1e30]) {
    const { value, gradient } = await valueAndGradient((x) => cosineSimilarity(constant([[1, 0]]), x), [[size, size]]);
    expect(value[0]).toBeCloseTo(-Math.SQRT1_2, 6);
    expect((gradient[0] as number) * size).toBeCloseTo(-0.35355, 4);
  }
});

test("a batch of scalars has no direction", () => {
  expect(() => cosineSimilarity(float64([1, 2]), float64([1, 2]))).toThrow(ShapeError);
});
