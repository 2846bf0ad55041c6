import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { generalizedDice } from "./generalizedDice.ts";
import { generalizedDiceFocal } from "./generalizedDiceFocal.ts";

test("each part by itself", async () => {
  const yTrue = float64([
    [
      [1, 0, 1],
      [0, 1, 0],
    ],
  ]);
  const yPred = float64([
    [
      [0.8, 0.4, 0.7],
      [0.2, 0.6, 0.3],
    ],
  ]);
  const dicePart = await numbersOf(generalizedDiceFocal(yTrue, yPred, { focalWeight: 0, weight: "simple" }));
  expectNumbers(dicePart, await numbersOf(generalizedDice(yTrue, yPred, { weight: "simple" })));
  const focalPart = await numbersOf(generalizedDiceFocal(yTrue, yPred, { diceWeight: 0 }));
  expectNumbers(focalPart, [-(0.04 * Math.log(0.8) + 0.16 * Math.log(0.6) + 0.09 * Math.log(0.7)) / 3]);
});
