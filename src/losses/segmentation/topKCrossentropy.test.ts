import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { topKCrossentropy } from "./topKCrossentropy.ts";

test("the mean over all pixels, or the worst one", async () => {
  const yTrue = float64([[[1, 0, 1, 0]]]);
  const yPred = float64([[[0.9, 0.2, 0.3, 0.4]]]);
  const losses = [0.9, 0.8, 0.3, 0.6].map((p) => -Math.log(p));
  const at = (fraction: number): Promise<number[]> => numbersOf(topKCrossentropy(yTrue, yPred, { fraction }));
  expectNumbers(await at(1), [losses.reduce((a, b) => a + b) / 4]);
  expectNumbers(await at(0.01), [losses[2] as number]);
  expectNumbers(await at(0.5), [((losses[2] as number) + (losses[3] as number)) / 2]);
});
