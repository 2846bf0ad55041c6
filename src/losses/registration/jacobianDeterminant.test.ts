import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { jacobianDeterminant } from "./jacobianDeterminant.ts";

const zeros = [
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 0],
];

test("nothing where nothing folds; a mirrored axis has determinant -1", async () => {
  expect(await numbersOf(jacobianDeterminant(float64([[zeros, zeros]])))).toEqual([0]);
  const mirrored = [
    [0, 0, 0],
    [-2, -2, -2],
    [-4, -4, -4],
  ]; // x + u = -x
  expect(await numbersOf(jacobianDeterminant(float64([[mirrored, zeros]])))).toEqual([1]);
});

test("at the margin the gradient is 0", async () => {
  const { value, gradient } = await valueAndGradient((u) => jacobianDeterminant(u, { margin: 1 }), [[zeros, zeros]]);
  expect(value).toEqual([0]);
  for (const slope of gradient) expect(Math.abs(slope)).toBe(0);
});
