import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { alignmentUniformity } from "./alignmentUniformity.ts";

test("two opposite examples: perfect alignment, -4 t of uniformity", async () => {
  const view = float64([
    [2, 0],
    [-1, 0],
  ]);
  expect(await numbersOf(alignmentUniformity(view, view))).toEqual([-8, -8]);
});

test("collapsed embeddings are aligned and not uniform; a batch of one has its alignment only", async () => {
  const view = float64([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  for (const value of await numbersOf(alignmentUniformity(view, view))) expect(value).toBeCloseTo(0, 12);
  expect(await numbersOf(alignmentUniformity(float64([[1, 0]]), float64([[0, 1]])))).toEqual([2]);
});

test("alpha is the power of the distance", async () => {
  const [value] = await numbersOf(alignmentUniformity(float64([[1, 0]]), float64([[0, 1]]), { alpha: 3 }));
  expect(value).toBeCloseTo(2 ** 1.5, 12);
});
