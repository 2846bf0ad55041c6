import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { flowMatching } from "./flowMatching.ts";

test("the velocity of a straight line", async () => {
  const [sample, noise] = [float64([[3, 1]]), float64([[1, 2]])];
  expect(await numbersOf(flowMatching(sample, noise, float64([[2, -1]])))).toEqual([0]);
  expect(await numbersOf(flowMatching(sample, noise, float64([[0, -1]])))).toEqual([2]);
});

test("at σ the path ends before the example", async () => {
  const [value] = await numbersOf(flowMatching(float64([[3]]), float64([[1]]), float64([[0]]), { sigmaMin: 0.1 }));
  expect(value).toBeCloseTo(2.1 ** 2, 12);
});
