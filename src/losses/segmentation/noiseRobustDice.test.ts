import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { dice } from "./dice.ts";
import { noiseRobustDice } from "./noiseRobustDice.ts";

test("Dice with squares at gamma 2, absolute errors at gamma 1", async () => {
  const yTrue = float64([[[1, 0, 1, 0]]]);
  const yPred = float64([[[0.9, 0.2, 0.4, 0.3]]]);
  const squared = await numbersOf(dice(yTrue, yPred, { squared: true, smooth: 0 }));
  expectNumbers(await numbersOf(noiseRobustDice(yTrue, yPred, { gamma: 2, smooth: 1e-12 })), squared);
  const total = 2 + 0.81 + 0.04 + 0.16 + 0.09;
  expectNumbers(await numbersOf(noiseRobustDice(yTrue, yPred, { gamma: 1, smooth: 1e-12 })), [1.2 / total]);
});
