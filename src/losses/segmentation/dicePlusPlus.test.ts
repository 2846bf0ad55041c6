import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { dice } from "./dice.ts";
import { dicePlusPlus } from "./dicePlusPlus.ts";

test("Dice without the power; confident errors cost more with it", async () => {
  const yTrue = float64([[[1, 0, 1, 0]]]);
  const yPred = float64([[[0.9, 0.2, 0.4, 0.3]]]);
  expectNumbers(await numbersOf(dicePlusPlus(yTrue, yPred, { gamma: 1 })), await numbersOf(dice(yTrue, yPred)));
  const errors = 0.1 ** 3 + 0.2 ** 3 + 0.6 ** 3 + 0.3 ** 3;
  expectNumbers(await numbersOf(dicePlusPlus(yTrue, yPred, { gamma: 3, smooth: 0 })), [1 - 2.6 / (2.6 + errors)]);
});
