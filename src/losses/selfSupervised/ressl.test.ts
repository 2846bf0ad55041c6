import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { ressl } from "./ressl.ts";

const queue = float64([
  [1, 0],
  [0, 1],
]);

test("a query between two earlier examples: log 2 whatever the teacher finds", async () => {
  const [value] = await numbersOf(ressl(float64([[1, 0]]), float64([[1, 1]]), queue));
  expect(value).toBeCloseTo(Math.log(2), 12);
});

test("equal views at equal temperatures: the entropy of the teacher's distribution", async () => {
  const view = float64([[1, 0]]);
  const options = { studentTemperature: 1, teacherTemperature: 1 };
  const p = 1 / (1 + Math.exp(-1));
  const [value] = await numbersOf(ressl(view, view, queue, options));
  expect(value).toBeCloseTo(-p * Math.log(p) - (1 - p) * Math.log(1 - p), 12);
});

test("keys enter the queue as directions", async () => {
  const key = float64([[0, 4]]);
  expect(await numbersOf(spec.update?.(key, key, queue)["queue"] as Tensor)).toEqual([0, 1, 1, 0]);
});
