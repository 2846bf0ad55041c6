import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { sparseCategoricalCrossentropy } from "../classification/sparseCategoricalCrossentropy.ts";
import { meanAbsoluteError } from "../regression/meanAbsoluteError.ts";
import { mixup } from "./mixup.ts";

test("shares of 1 and 0 are one target's loss", async () => {
  const [a, b, yPred] = [
    float64([
      [0, 0],
      [0, 0],
      [0, 0],
    ]),
    float64([
      [4, 4],
      [4, 4],
      [4, 4],
    ]),
    float64([
      [1, 1],
      [1, 1],
      [1, 1],
    ]),
  ];
  expect(await numbersOf(mixup(a, b, yPred, float64([1, 0, 0.5])))).toEqual([1, 9, 5]);
  expect(await numbersOf(mixup(a, b, yPred, float64([1, 0, 0.5]), { loss: meanAbsoluteError }))).toEqual([1, 3, 2]);
});

test("class indices of both, as sparse cross-entropy takes them", async () => {
  const loss = (yTrue: Tensor, yPred: Tensor): Tensor =>
    sparseCategoricalCrossentropy(yTrue, yPred, { fromLogits: true });
  const [value] = await numbersOf(mixup(int64([0]), int64([1]), float64([[0, 0]]), float64([0.3]), { loss }));
  expect(value).toBeCloseTo(Math.log(2), 12);
});
