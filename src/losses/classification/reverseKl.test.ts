import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { klDivergence } from "./klDivergence.ts";
import { reverseKl } from "./reverseKl.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];
const logTargets = targets.map((row) => row.map(Math.log));

test("is klDivergence with the roles exchanged", async () => {
  const probabilities = logits.map(softmaxOf);
  const want = await numbersOf(klDivergence(float64(probabilities), float64(targets)));
  await expectValues(reverseKl(float64(targets), softmax(float64(logits))), want);
  await expectValues(reverseKl(float64(targets), float64(logits), { fromLogits: true }), want);
  await expectValues(reverseKl(float64(logTargets), float64(logits), { fromLogits: true, logTarget: true }), want);
});

test("a class that neither has counts nothing; one that only the prediction has is infinitely wrong", async () => {
  await expectValues(reverseKl(float64([[0, 1]]), float64([[0, 1]])), [0]);
  expect(await numbersOf(reverseKl(float64([[0, 1]]), float64([[0.5, 0.5]])))).toEqual([Number.POSITIVE_INFINITY]);
});
