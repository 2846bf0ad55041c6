import { test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectNumbers, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { logSoftmax, softmax } from "../../ops/reduce.ts";
import { klDivergence } from "./klDivergence.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];
const logTargets = targets.map((row) => row.map(Math.log));

test("is sum t log(t / p), from probabilities, logits or log-probabilities", async () => {
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    return sumOf(p.map((each, c) => (targets[i]?.[c] as number) * Math.log((targets[i]?.[c] as number) / each)));
  });
  const [t, z] = [float64(targets), float64(logits)];
  await expectValues(klDivergence(t, softmax(z)), want);
  await expectValues(klDivergence(t, z, { fromLogits: true }), want);
  await expectValues(klDivergence(t, logSoftmax(z), { fromLogits: true }), want);
  await expectValues(klDivergence(float64(logTargets), z, { fromLogits: true, logTarget: true }), want);
  await expectValues(klDivergence(float64(logTargets), softmax(z), { logTarget: true }), want);
});

test("the published numbers of Keras, of rows that do not sum to 1", async () => {
  const yPred = [
    [0.4, 0.9, 0.12],
    [0.36, 0.3, 0.4],
  ];
  const yTrue = [
    [0.5, 0.8, 0.12],
    [0.7, 0.43, 0.8],
  ];
  await expectValues(klDivergence(float64(yTrue), float64(yPred)), [0.0173453, 1.1748023], 1e-7);
});

test("targets of 0 count nothing, also as logarithms of -infinity", async () => {
  const wrong = constant([[0, 1]]);
  const { value, gradient } = await valueAndGradient((z) => klDivergence(wrong, z, { fromLogits: true }), [[0, 0]]);
  expectNumbers([...value, ...gradient], [Math.LN2, 0.5, -0.5], 1e-7);
  const logs = constant([[Number.NEGATIVE_INFINITY, 0]]);
  const options = { fromLogits: true, logTarget: true };
  const same = await valueAndGradient((z) => klDivergence(logs, z, options), [[0, 0]]);
  expectNumbers([...same.value, ...same.gradient], [Math.LN2, 0.5, -0.5], 1e-7);
});

test("is 0 where both agree", async () => {
  expectNumbers(
    await numbersOf(klDivergence(float64(targets), float64(logTargets), { fromLogits: true })),
    [0, 0, 0, 0],
  );
});
