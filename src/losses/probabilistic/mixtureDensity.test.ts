import { expect, test } from "vitest";
import { drawNumbers } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { gaussianNll } from "./gaussianNll.ts";
import { mixtureDensity } from "./mixtureDensity.ts";

test("the sum of the components' densities", async () => {
  const yTrue = [
    [0.3, -1],
    [2, 0.5],
  ];
  const logits = [
    [0.2, -1, 0.7],
    [1, 2, -3],
  ];
  const means = drawNumbers("normal", 12, 1);
  const scales = drawNumbers("positive", 12, 2);
  const at = (numbers: number[], i: number, k: number, d: number): number => numbers[i * 6 + k * 2 + d] as number;
  const shaped = (numbers: number[]): number[][][] =>
    [0, 1].map((i) => [0, 1, 2].map((k) => [0, 1].map((d) => at(numbers, i, k, d))));
  const want = yTrue.map((row, i) => {
    const weights = (logits[i] as number[]).map(Math.exp);
    const total = weights.reduce((a, b) => a + b, 0);
    const densities = weights.map((weight, k) =>
      row.reduce((product, y, d) => {
        const [m, s] = [at(means, i, k, d), at(scales, i, k, d)];
        return (product * Math.exp(-((y - m) ** 2) / (2 * s ** 2))) / (s * Math.sqrt(2 * Math.PI));
      }, weight / total),
    );
    return -Math.log(densities.reduce((a, b) => a + b, 0));
  });
  const got = mixtureDensity(float64(yTrue), float64(logits), float64(shaped(means)), float64(shaped(scales)));
  expectNumbers(await numbersOf(got), want, 1e-10);
});

test("one component is a normal distribution; a far target is finite", async () => {
  const one = mixtureDensity(float64([[1]]), float64([[5]]), float64([[[3]]]), float64([[[2]]]));
  expectNumbers(
    await numbersOf(one),
    await numbersOf(gaussianNll(float64([1]), float64([3]), float64([4]), { full: true })),
  );
  const { value } = await valueAndGradient(
    (x) => mixtureDensity(constant([[1e4]]), constant([[0, 0]]), x, constant([[[1], [1]]])),
    [[[0], [1]]],
  );
  expect(value[0]).toBeGreaterThan(4e7);
});
