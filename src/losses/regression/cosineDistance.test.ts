import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { cosineDistance } from "./cosineDistance.ts";

test("optax's published numbers", async () => {
  const yPred = float64([
    [10, 1, -2],
    [1, 4, 0.2],
  ]);
  const yTrue = float64([
    [0, 1.2, 0.2],
    [1, -0.3, 0],
  ]);
  expectNumbers(await numbersOf(cosineDistance(yTrue, yPred)), [0.9358251989, 1.0464068465], 1e-7);
});

test("a zero vector is at distance 1, not NaN", async () => {
  const { value, gradient } = await valueAndGradient((x) => cosineDistance(constant([[1, 2]]), x), [[0, 0]]);
  expect(value).toEqual([1]);
  expect(gradient.map((each) => each + 0)).toEqual([0, 0]);
});
