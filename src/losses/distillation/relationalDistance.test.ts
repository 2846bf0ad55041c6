import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { relationalDistance } from "./relationalDistance.ts";

test("a scaled, turned and moved copy has the same relations", async () => {
  const teacher = float64([
    [0, 0],
    [1, 0],
    [0, 2],
  ]);
  const student = float64([
    [5, 5],
    [5, 8],
    [-1, 5],
  ]);
  for (const value of await numbersOf(relationalDistance(teacher, student))) expect(value).toBeCloseTo(0, 12);
});

test("collapse: every relation is off by the teacher's", async () => {
  // Distances 1, 1, 2 of mean 4/3 against none.
  const values = await numbersOf(relationalDistance(float64([[0], [1], [2]]), float64([[3], [3], [3]])));
  const huber = (x: number): number => (x < 1 ? x ** 2 / 2 : x - 0.5);
  expect(values[1]).toBeCloseTo(huber(3 / 4), 12);
  expect(values[0]).toBeCloseTo((huber(3 / 4) + huber(3 / 2)) / 2, 12);
});

test("large batches take products instead of differences, with the same distances", async () => {
  const many = Array.from({ length: 1500 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const few = many.map(([x = 0, y = 0]) => [x, y, 0]);
  const values = await numbersOf(relationalDistance(float64(many), float64(few)));
  expect(Math.max(...values)).toBeLessThan(1e-12);
});
