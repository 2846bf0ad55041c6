import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { eiou } from "./eiou.ts";
import { focalEiou } from "./focalEiou.ts";

test("efficient IoU without the power; silent for boxes that do not touch", async () => {
  const yTrue = float64([[0, 0, 2, 1]]);
  const yPred = float64([[1, 0, 3, 2]]);
  expectNumbers(await numbersOf(focalEiou(yTrue, yPred, { gamma: 0 })), await numbersOf(eiou(yTrue, yPred)));
  const { value, gradient } = await valueAndGradient((x) => focalEiou(constant([[0, 0, 1, 1]]), x), [[2, 2, 3, 3]]);
  expect(value).toEqual([0]);
  for (const slope of gradient) expect(Math.abs(slope)).toBe(0);
});
