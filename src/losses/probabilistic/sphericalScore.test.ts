import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { sphericalScore } from "./sphericalScore.ts";

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

test("probability of the class over the length of all", async () => {
  const want = [-0.7 / Math.sqrt(0.54), -0.4 / Math.sqrt(0.34), -Math.sqrt(0.38)];
  expectNumbers(await numbersOf(sphericalScore(float64(yTrue), float64(yPred))), want);
});

test("logits are softmaxed", async () => {
  const logits = yPred.map((row) => row.map((p) => Math.log(p) + 3));
  const got = sphericalScore(float64(yTrue), float64(logits), { fromLogits: true });
  expectNumbers(await numbersOf(got), await numbersOf(sphericalScore(float64(yTrue), float64(yPred))));
});
