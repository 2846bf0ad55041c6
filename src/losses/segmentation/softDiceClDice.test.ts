import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { clDice } from "./clDice.ts";
import { dice } from "./dice.ts";
import { softDiceClDice } from "./softDiceClDice.ts";

test("Dice at alpha 0, centreline Dice at alpha 1", async () => {
  const yTrue = float64([
    [
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
    ],
  ]);
  const yPred = float64([
    [
      [
        [0.1, 0.8, 0.2],
        [0.3, 0.9, 0.1],
        [0.2, 0.4, 0.6],
      ],
    ],
  ]);
  const at = (alpha: number): Promise<number[]> => numbersOf(softDiceClDice(yTrue, yPred, { alpha }));
  expectNumbers(await at(0), await numbersOf(dice(yTrue, yPred, { smooth: 1 })));
  expectNumbers(await at(1), await numbersOf(clDice(yTrue, yPred)));
});
