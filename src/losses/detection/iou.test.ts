import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { iou } from "./iou.ts";

test("from 0 for the same box to 1 for boxes that do not touch", async () => {
  const yTrue = float64([
    [0, 0, 2, 2],
    [0, 0, 2, 2],
    [0, 0, 2, 2],
  ]);
  const yPred = float64([
    [0, 0, 2, 2],
    [1, 1, 3, 3],
    [2, 0, 4, 2],
  ]);
  expectNumbers(await numbersOf(iou(yTrue, yPred)), [0, 6 / 7, 1], 1e-7);
});

test("boxes without area have no overlap and no gradient", async () => {
  const { value, gradient } = await valueAndGradient((x) => iou(constant([[1, 1, 1, 1]]), x), [[1, 1, 1, 1]]);
  expect(value).toEqual([1]);
  for (const slope of gradient) expect(Math.abs(slope)).toBe(0);
});

test("boxes as small as epsilon compare by their shape with epsilon 0", async () => {
  const tiny = float64([[0, 0, 1e-5, 1e-5]]);
  expectNumbers(await numbersOf(iou(tiny, tiny, { epsilon: 0 })), [0]);
  const point = float64([[1, 1, 1, 1]]);
  expectNumbers(await numbersOf(iou(point, point, { epsilon: 0 })), [1]);
});
