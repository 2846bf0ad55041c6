import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { leastSquaresGenerator } from "./leastSquaresGenerator.ts";

test("half the squared distance from the label of real examples", async () => {
  expect(await numbersOf(leastSquaresGenerator(float64([1, -1])))).toEqual([0, 2]);
  expect(await numbersOf(leastSquaresGenerator(float64([1, -1]), { realLabel: 0 }))).toEqual([0.5, 0.5]);
});
