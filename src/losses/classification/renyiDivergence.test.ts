import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { klDivergence } from "./klDivergence.ts";
import { renyiDivergence } from "./renyiDivergence.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];

test.each([0.3, 0.5, 2])("is log(sum t^a p^(1 - a)) / (a - 1), a = %d", async (alpha) => {
  const want = logits.map((row, i) => {
    const terms = softmaxOf(row).map((p, c) => (targets[i]?.[c] as number) ** alpha * p ** (1 - alpha));
    return Math.log(sumOf(terms)) / (alpha - 1);
  });
  await expectValues(renyiDivergence(float64(targets), float64(logits), { alpha, fromLogits: true }), want);
  await expectValues(renyiDivergence(float64(targets), softmax(float64(logits)), { alpha }), want);
});

test("order 1 is klDivergence, and near it nearly", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const want = await numbersOf(klDivergence(t, z, { fromLogits: true }));
  await expectValues(renyiDivergence(t, z, { alpha: 1, fromLogits: true }), want);
  await expectValues(renyiDivergence(t, z, { alpha: 1 + 1e-7, fromLogits: true }), want, 1e-6);
});

test("one-hot targets: minus the log-probability, for every order", async () => {
  for (const alpha of [0.5, 2])
    await expectValues(renyiDivergence(float64([[0, 1, 0]]), float64([[0.5, 0.25, 0.25]]), { alpha }), [Math.log(4)]);
});
