import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { brierScore } from "./brierScore.ts";

const yTrue = [
  [1, 0, 0],
  [0, 0, 1],
  [0.2, 0.3, 0.5],
];
const yPred = [
  [0.7, 0.2, 0.1],
  [0.3, 0.3, 0.4],
  [0.2, 0.3, 0.5],
];

test("squared distance of the probabilities", async () => {
  expectNumbers(await numbersOf(brierScore(float64(yTrue), float64(yPred))), [0.14, 0.54, 0]);
});

test("logits are softmaxed", async () => {
  const logits = yPred.map((row) => row.map((p) => Math.log(p) + 3));
  const got = brierScore(float64(yTrue), float64(logits), { fromLogits: true });
  expectNumbers(await numbersOf(got), await numbersOf(brierScore(float64(yTrue), float64(yPred))));
});
