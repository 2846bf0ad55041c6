import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { batchDice } from "./batchDice.ts";

test("the batch as one picture", async () => {
  const yTrue = float64([[[1, 1, 0, 0]], [[1, 1, 0, 0]]]);
  const yPred = float64([[[0, 1, 0, 1]], [[0.4, 0, 0, 0.9]]]);
  expectNumbers(await numbersOf(batchDice(yTrue, yPred, { smooth: 0 })), [1 - 2.8 / 7.3]);
});

test("channels that are nowhere in the target count 0 with presentOnly", async () => {
  const yTrue = float64([
    [
      [1, 1],
      [0, 0],
    ],
  ]);
  const yPred = float64([
    [
      [1, 0],
      [0, 1],
    ],
  ]);
  const options = { perChannel: true, smooth: 0 } as const;
  expectNumbers(await numbersOf(batchDice(yTrue, yPred, options)), [(1 / 3 + 1) / 2]);
  expectNumbers(await numbersOf(batchDice(yTrue, yPred, { ...options, presentOnly: true })), [1 / 6]);
});
