import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { dice } from "./dice.ts";
import { jaccard } from "./jaccard.ts";
import { tversky } from "./tversky.ts";

test("Dice with both weights one half, Jaccard with both 1", async () => {
  const [yTrue, yPred] = [float64([[[1, 0, 1, 0]]]), float64([[[0.9, 0.2, 0.4, 0.3]]])];
  const near = (a: readonly number[], b: readonly number[]): void => expectNumbers(a, b);
  near(await numbersOf(tversky(yTrue, yPred, { smooth: 0 })), await numbersOf(dice(yTrue, yPred, { smooth: 0 })));
  const options = { alpha: 1, beta: 1, smooth: 0.5 };
  near(await numbersOf(tversky(yTrue, yPred, options)), await numbersOf(jaccard(yTrue, yPred, { smooth: 0.5 })));
});

test("what Keras publishes: alpha is the price of false positives", async () => {
  const yTrue = float64([
    [
      [[1], [1]],
      [[0], [0]],
    ],
    [
      [[1], [1]],
      [[0], [0]],
    ],
  ]);
  const yPred = float64([
    [
      [[0], [1]],
      [[0], [1]],
    ],
    [
      [[0.4], [0]],
      [[0], [0.9]],
    ],
  ]);
  const options = { alpha: 0.2, beta: 0.8, smooth: 1e-7 };
  expectNumbers(await numbersOf(tversky(yTrue, yPred, options)), [0.5, 0.78494626], 1e-6);
});
