import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { mean } from "../../ops/reduce.ts";
import { flooding } from "./flooding.ts";

const yTrue = float64([[0], [0]]);

test("above the level it is the loss, below it the loss turned round", async () => {
  const yPred = float64([[1], [3]]);
  expect(await numbersOf(flooding(yTrue, yPred, { level: 2 }))).toEqual([1, 9]);
  expect(await numbersOf(flooding(yTrue, yPred, { level: 6 }))).toEqual([11, 3]);
});

test("each value by itself", async () => {
  expect(await numbersOf(flooding(yTrue, float64([[1], [3]]), { level: 6, each: true }))).toEqual([11, 9]);
});

test("the gradient of the mean changes its sign below the level", async () => {
  const f = (level: number) =>
    valueAndGradient((x) => mean(flooding(yTrue, x, { level })), [[1], [3]], { dtype: "float64" });
  expect((await f(2)).gradient).toEqual([1, 3]);
  expect((await f(6)).gradient).toEqual([-1, -3]);
});
