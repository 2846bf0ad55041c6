import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { dice } from "./dice.ts";
import { jaccard } from "./jaccard.ts";

test("s / (2 - s) of the Dice score s", async () => {
  const [yTrue, yPred] = [float64([[[1, 0, 1, 0]]]), float64([[[0.9, 0.2, 0.4, 0.3]]])];
  const [loss = 0] = await numbersOf(dice(yTrue, yPred, { smooth: 0 }));
  expectNumbers(await numbersOf(jaccard(yTrue, yPred, { smooth: 0 })), [1 - (1 - loss) / (1 + loss)]);
});

test("soft targets: zero at the target with softLabels, as the Jaccard metric loss", async () => {
  const soft = float64([[[0.3, 0.6, 0]]]);
  expectNumbers(await numbersOf(jaccard(soft, soft, { softLabels: true })), [0]);
  // (|x| + |y| - |x - y|) / (|x| + |y| + |x - y|)
  expectNumbers(await numbersOf(jaccard(soft, float64([[[0.5, 0.2, 0.1]]]), { softLabels: true, smooth: 0 })), [
    1 - 1 / 2.4,
  ]);
});
