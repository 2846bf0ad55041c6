import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { categoricalCrossentropy } from "../classification/categoricalCrossentropy.ts";
import { multinomialNll } from "./multinomialNll.ts";

test("the probabilities of all ways to count four sum to 1", async () => {
  const ways: number[][] = [];
  for (let a = 0; a <= 4; a++) for (let b = 0; a + b <= 4; b++) ways.push([a, b, 4 - a - b]);
  const yPred = float64(ways.map(() => [0.2, -1, 3]));
  const surprises = await numbersOf(multinomialNll(float64(ways), yPred, { fromLogits: true }));
  expectNumbers([surprises.reduce((total, each) => total + Math.exp(-each), 0)], [1]);
});

test("one count is the cross-entropy", async () => {
  const [yTrue, yPred] = [float64([[0, 1, 0]]), float64([[0.2, 0.5, 0.3]])];
  expectNumbers(await numbersOf(multinomialNll(yTrue, yPred)), await numbersOf(categoricalCrossentropy(yTrue, yPred)));
});
