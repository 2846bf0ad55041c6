import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { slice } from "../../ops/indexing.ts";
import { filterSpace, smoothingTaps } from "../filters.ts";
import { multiScale } from "./multiScale.ts";

test("the scale 0 alone is the loss, and constants stay what they are away from the border", async () => {
  const [yTrue, yPred] = [float64([[[0, 0, 0]]]), float64([[[1, 2, 3]]])];
  expect((await numbersOf(multiScale(yTrue, yPred, { scales: [0] })))[0]).toBeCloseTo(14 / 3, 12);
  const ones = constant(
    Array.from({ length: 41 }, () => 1),
    { shape: [1, 1, 41], dtype: "float64" },
  );
  const [middle] = await numbersOf(
    slice(filterSpace(ones, smoothingTaps("gaussian", 2), "zeros"), { axes: 2, start: 20, end: 21 }),
  );
  expect(middle).toBeCloseTo(1, 12);
});

test("points that do not overlap are drawn together at a large scale only", async () => {
  const point = (at: number): number[][][] => [[Array.from({ length: 15 }, (_, i) => (i === at ? 1 : 0))]];
  const apart = async (at: number, scale: number): Promise<number> =>
    (await numbersOf(multiScale(float64(point(5)), float64(point(at)), { scales: [scale] })))[0] as number;
  expect(await apart(7, 0)).toBe(await apart(9, 0));
  expect(await apart(7, 2)).toBeLessThan((await apart(9, 2)) * 0.9);
});
