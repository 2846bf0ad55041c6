import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { asymmetricFocalTversky } from "./asymmetricFocalTversky.ts";
import { asymmetricUnifiedFocal } from "./asymmetricUnifiedFocal.ts";

test("each part by itself", async () => {
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
  expectNumbers(
    await numbersOf(asymmetricUnifiedFocal(yTrue, yPred, { weight: 0, delta: 0.7, gamma: 0.75 })),
    await numbersOf(asymmetricFocalTversky(yTrue, yPred)),
  );
  const entropy = -(0.4 * 0.2 ** 0.5 * Math.log(0.8) + 0.6 * Math.log(0.6)) / 2;
  expectNumbers(await numbersOf(asymmetricUnifiedFocal(yTrue, yPred, { weight: 1 })), [entropy]);
});
