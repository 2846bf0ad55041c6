import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { combo } from "./combo.ts";

test("the Dice score with a minus at alpha 0, half the binary cross-entropy at alpha 1", async () => {
  const yTrue = float64([[[1, 0]]]);
  const yPred = float64([[[0.8, 0.4]]]);
  expectNumbers(await numbersOf(combo(yTrue, yPred, { alpha: 0, smooth: 0 })), [-1.6 / 2.2]);
  expectNumbers(await numbersOf(combo(yTrue, yPred, { alpha: 1 })), [-(Math.log(0.8) + Math.log(0.6)) / 4]);
  expectNumbers(await numbersOf(combo(yTrue, yPred, { alpha: 1, beta: 1 })), [-Math.log(0.8) / 2]);
});
