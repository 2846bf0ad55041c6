import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { input } from "../../core/tensor.ts";
import { asymmetricFocalTversky } from "./asymmetricFocalTversky.ts";
import { tversky } from "./tversky.ts";

test("without gamma the mean of the classes' Tversky losses", async () => {
  const yTrue = float64([
    [
      [1, 0, 0],
      [0, 1, 1],
    ],
  ]);
  const yPred = float64([
    [
      [0.8, 0.4, 0.1],
      [0.2, 0.6, 0.9],
    ],
  ]);
  const options = { alpha: 0.3, beta: 0.7, perChannel: true } as const;
  expectNumbers(
    await numbersOf(asymmetricFocalTversky(yTrue, yPred, { gamma: 0 })),
    await numbersOf(tversky(yTrue, yPred, options)),
  );
});

test("one channel has no background", () => {
  expect(() => asymmetricFocalTversky(input("t", [2, 1, 4]), input("p", [2, 1, 4]))).toThrow("at least 2 channels");
});
