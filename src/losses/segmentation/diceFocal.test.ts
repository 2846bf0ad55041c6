import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { diceCrossentropy } from "./diceCrossentropy.ts";
import { diceFocal } from "./diceFocal.ts";

test("without focusing Dice and cross-entropy, from probabilities and from logits", async () => {
  const yTrue = float64([
    [
      [1, 0, 1],
      [0, 1, 0],
    ],
  ]);
  for (const activation of ["softmax", "sigmoid"] as const)
    for (const fromLogits of [false, true]) {
      const yPred = fromLogits
        ? [
            [2, -1, 0.3],
            [0.1, 1, -4],
          ]
        : [
            [0.8, 0.4, 0.7],
            [0.2, 0.6, 0.3],
          ];
      const options = { activation, fromLogits };
      expectNumbers(
        await numbersOf(diceFocal(yTrue, float64([yPred]), { ...options, gamma: 0 })),
        await numbersOf(diceCrossentropy(yTrue, float64([yPred]), options)),
      );
    }
});
