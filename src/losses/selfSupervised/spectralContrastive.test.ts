import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { spectralContrastive } from "./spectralContrastive.ts";

test("lengths count: embeddings are not normalised", async () => {
  const [a, b] = [
    float64([
      [2, 0],
      [0, 1],
    ]),
    float64([
      [3, 1],
      [1, 1],
    ]),
  ];
  expect(await numbersOf(spectralContrastive(a, b))).toEqual([-12 + 4, -2 + 1]);
});

test("orthonormal embeddings are a minimum", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => spectralContrastive(x, x),
    [
      [1, 0],
      [0, 1],
    ],
  );
  expect(value).toEqual([-2, -2]);
  // Only the length of one view of itself is left to move, which the products of other examples hold in larger batches.
  expect(gradient).toEqual([-4, 0, 0, -4]);
});

test("a batch of one has the first term only", async () => {
  expect(await numbersOf(spectralContrastive(float64([[1, 2]]), float64([[3, 4]])))).toEqual([-22]);
});
