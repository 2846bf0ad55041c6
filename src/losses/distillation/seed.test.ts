import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { seed } from "./seed.ts";

const queue = float64([
  [0, 1],
  [-1, 0],
]);

test("the teacher's own embedding is among what it is compared with", async () => {
  const [value] = await numbersOf(seed(float64([[2, 0]]), float64([[1, 0]]), queue, { studentTemperature: 1 }));
  // A sharp teacher picks its own embedding: cosines 1, 0, -1 of the student.
  expect(value).toBeCloseTo(Math.log(Math.E + 1 + 1 / Math.E) - 1, 12);
});

test("the teacher's embeddings enter the queue, not the student's", async () => {
  const next = spec.update?.(float64([[0, -3]]), float64([[1, 1]]), queue)["queue"] as Tensor;
  expect(await numbersOf(next)).toEqual([0, -1, 0, 1]);
});
