import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { nnclr } from "./nnclr.ts";

const queue = float64([
  [1, 0],
  [0, 1],
]);

test("the nearest earlier example stands for the projection", async () => {
  const predictions = float64([
    [1, 0],
    [0, 1],
  ]);
  const values = await numbersOf(
    nnclr(
      float64([
        [5, 1],
        [4, 3],
      ]),
      predictions,
      queue,
      { temperature: 1 },
    ),
  );
  // Both projections are nearest to [1, 0].
  expect(values[0]).toBeCloseTo(Math.log1p(Math.exp(-1)), 12);
  expect(values[1]).toBeCloseTo(Math.log1p(Math.exp(1)), 12);
});

test("the batch's projections enter the queue as directions", async () => {
  const projection = float64([[0, 4]]);
  const next = spec.update?.(projection, projection, queue)["queue"] as Tensor;
  expect(await numbersOf(next)).toEqual([0, 1, 1, 0]);
});
