import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { brierScore } from "./brierScore.ts";
import { rankedProbabilityScore } from "./rankedProbabilityScore.ts";

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

test("squared distance of the cumulative probabilities", async () => {
  expectNumbers(await numbersOf(rankedProbabilityScore(float64(yTrue), float64(yPred))), [0.09 + 0.01, 0.09 + 0.36, 0]);
});

test("the sum over thresholds of two-class Brier scores, halved", async () => {
  const above = (row: number[], k: number): number[] => {
    const share = row.slice(0, k + 1).reduce((a, b) => a + b, 0);
    return [share, 1 - share];
  };
  const parts = await Promise.all(
    [0, 1].map((k) =>
      numbersOf(brierScore(float64(yTrue.map((row) => above(row, k))), float64(yPred.map((row) => above(row, k))))),
    ),
  );
  const want = yTrue.map((_, i) => parts.reduce((total, part) => total + (part[i] as number) / 2, 0));
  expectNumbers(await numbersOf(rankedProbabilityScore(float64(yTrue), float64(yPred))), want);
});

test("logits are softmaxed", async () => {
  const logits = yPred.map((row) => row.map((p) => Math.log(p) + 3));
  const got = rankedProbabilityScore(float64(yTrue), float64(logits), { fromLogits: true });
  expectNumbers(await numbersOf(got), await numbersOf(rankedProbabilityScore(float64(yTrue), float64(yPred))));
});
