import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { dice } from "./dice.ts";
import { type DiceCrossentropyOptions, diceCrossentropy } from "./diceCrossentropy.ts";

test("each part by itself; several channels are classes, or masks of their own", async () => {
  const yTrue = float64([
    [
      [1, 0],
      [0, 1],
    ],
  ]);
  const yPred = float64([
    [
      [0.8, 0.4],
      [0.2, 0.6],
    ],
  ]);
  const only = (options: DiceCrossentropyOptions): Promise<number[]> =>
    numbersOf(diceCrossentropy(yTrue, yPred, options));
  expectNumbers(await only({ crossentropyWeight: 0 }), await numbersOf(dice(yTrue, yPred)));
  expectNumbers(await only({ diceWeight: 0 }), [-(Math.log(0.8) + Math.log(0.6)) / 2]);
  expectNumbers(await only({ diceWeight: 0, activation: "sigmoid" }), [-(Math.log(0.8) + Math.log(0.6)) / 2]);
});

test("a logit that is wrong by 1e4 costs 1e4 and pulls with slope 1", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => diceCrossentropy(constant([[[1]]]), x, { fromLogits: true, diceWeight: 0 }),
    [[[-1e4]]],
  );
  expect(value).toEqual([1e4]);
  expect(gradient).toEqual([-1]);
});
