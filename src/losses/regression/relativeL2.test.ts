import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { relativeL2 } from "./relativeL2.ts";

test("length of the error over that of the target, over all axes", async () => {
  const yTrue = float64([
    [
      [1, 2],
      [2, 4],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ]);
  const yPred = float64([
    [
      [1, 2],
      [5, 8],
    ],
    [
      [0, 3],
      [0, 4],
    ],
  ]);
  expectNumbers(await numbersOf(relativeL2(yTrue, yPred, { epsilon: 0.5 })), [1, 10]);
});

test("a batch of scalars", async () => {
  expectNumbers(await numbersOf(relativeL2(float64([2, -4]), float64([3, -4]))), [0.5, 0]);
});
