import { expect, test } from "vitest";
import { around, cosine, embeddings, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type ThresholdConsistentMarginOptions, thresholdConsistentMargin } from "./thresholdConsistentMargin.ts";

const run = (options?: ThresholdConsistentMarginOptions): Tensor =>
  thresholdConsistentMargin(int64(labels), float64(embeddings), options);

test("means over the pairs beyond the margins", async () => {
  const beyond = (numbers: number[]): number => meanOf(numbers.filter((each) => each > 0));
  const want = perAnchor(
    (a, ps, ns) => 2 * beyond(ps.map((p) => 0.8 - cosine(a, p))) + 0.5 * beyond(ns.map((n) => cosine(a, n) - 0.1)),
  );
  await expectValues(run({ posMargin: 0.8, negMargin: 0.1, posWeight: 2, negWeight: 0.5 }), want);
});

test("with average: batch the mean is over the batch's pairs, as in pytorch-metric-learning", async () => {
  const pairs = (isPositive: boolean): number[] =>
    labels.flatMap((_, i) => {
      const { a, positives, negatives } = around(i);
      const excess = isPositive ? positives.map((p) => 0.9 - cosine(a, p)) : negatives.map((n) => cosine(a, n) - 0.5);
      return excess.filter((each) => each > 0);
    });
  const got = await numbersOf(run({ average: "batch" }));
  expect(meanOf(got)).toBeCloseTo(meanOf(pairs(true)) + meanOf(pairs(false)), 12);
});
