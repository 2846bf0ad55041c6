import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { focalTversky } from "./focalTversky.ts";
import { tversky } from "./tversky.ts";

test("a power of the Tversky loss, per channel before the mean", async () => {
  const yTrue = float64([
    [
      [1, 0],
      [0, 1],
    ],
  ]);
  const yPred = float64([
    [
      [0.9, 0.2],
      [0.4, 0.6],
    ],
  ]);
  const options = { alpha: 0.3, beta: 0.7, perChannel: true } as const;
  expectNumbers(
    await numbersOf(focalTversky(yTrue, yPred, { ...options, gamma: 1 })),
    await numbersOf(tversky(yTrue, yPred, options)),
  );
  const loss = (tp: number, fp: number, fn: number): number => (1 - tp / (tp + 0.3 * fp + 0.7 * fn)) ** 0.75;
  const want = (loss(0.9, 0.2, 0.1) + loss(0.6, 0.4, 0.4)) / 2;
  expectNumbers(await numbersOf(focalTversky(yTrue, yPred, { ...options, smooth: 0 })), [want]);
});
