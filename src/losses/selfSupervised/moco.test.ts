import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { moco } from "./moco.ts";

const queue = float64([
  [1, 0],
  [0, 1],
  [-1, 0],
]);

test("a query at its key among unlike keys, closed form", async () => {
  const [value] = await numbersOf(moco(float64([[0, 2]]), float64([[0, 5]]), queue, { temperature: 1 }));
  expect(value).toBeCloseTo(Math.log(Math.E + 2 + Math.E) - 1, 12);
});

test("new keys come in front, the oldest leave; they are kept as directions", async () => {
  const keys = float64([
    [0, 4],
    [0, -2],
  ]);
  const next = spec.update?.(keys, keys, queue)["queue"] as Tensor;
  expect(await numbersOf(next)).toEqual([0, 1, 0, -1, 1, 0]);
});

test("a batch larger than the queue fills it", async () => {
  const keys = float64([
    [2, 0],
    [0, 2],
    [-2, 0],
    [0, -2],
  ]);
  expect(await numbersOf(spec.update?.(keys, keys, queue)["queue"] as Tensor)).toEqual([1, 0, 0, 1, -1, 0]);
});
