import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { neuronSelectivity } from "./neuronSelectivity.ts";

test("the order, sign and size of channels do not matter", async () => {
  const teacher = float64([[[[1, 2]], [[3, 0]]]]);
  const student = float64([[[[-5, 0]], [[2, 4]]]]);
  expect((await numbersOf(neuronSelectivity(teacher, student)))[0]).toBeCloseTo(0, 12);
});

test("one pattern against an orthogonal one", async () => {
  expect(await numbersOf(neuronSelectivity(float64([[[[1, 0]]]]), float64([[[[0, 4]], [[0, 2]]]])))).toEqual([2]);
});
