import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { unifiedFocal } from "./unifiedFocal.ts";

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
  const entropy = -(0.4 * 0.2 ** 0.7 * Math.log(0.8) + 0.6 * 0.4 ** 0.7 * Math.log(0.6)) / 2;
  expectNumbers(await numbersOf(unifiedFocal(yTrue, yPred, { weight: 1, gamma: 0.3 })), [entropy]);
  const loss = (tp: number, fp: number, fn: number): number => (1 - tp / (tp + 0.4 * fp + 0.6 * fn)) ** 0.3;
  const want = (loss(0.8, 0.4, 0.2) + loss(0.6, 0.2, 0.4)) / 2;
  expectNumbers(await numbersOf(unifiedFocal(yTrue, yPred, { weight: 0, gamma: 0.3, smooth: 0 })), [want]);
});
