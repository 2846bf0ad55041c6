import { test } from "vitest";
import { around, cosine, embeddings, hinge, labels } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { histogram } from "./histogram.ts";

test("the chance of a negative pair more similar than a positive one, in bins", async () => {
  const bins = 20;
  const pairs = (isPositive: boolean): number[] =>
    labels.flatMap((_, i) => {
      const { a, positives, negatives } = around(i);
      return (isPositive ? positives : negatives).map((x) => cosine(a, x));
    });
  const density = (similarities: number[]): number[] =>
    Array.from({ length: bins + 1 }, (_, r) =>
      meanOf(similarities.map((s) => hinge(1 - Math.abs(s + 1 - (2 * r) / bins) / (2 / bins)))),
    );
  const [ofPositives, ofNegatives] = [density(pairs(true)), density(pairs(false))];
  const want = sumOf(ofNegatives.map((share, r) => share * sumOf(ofPositives.slice(0, r + 1))));
  await expectValues(histogram(int64(labels), float64(embeddings), { bins }), [want]);
});

test("0 where every positive pair is more similar, 1 where none is; equal embeddings do not fail", async () => {
  const directions = (values: number[]): Tensor => float64(values.map((t) => [Math.cos(t), Math.sin(t)]));
  await expectValues(histogram(int64([0, 0, 1, 1]), directions([0, 0, 2, 2])), [0]);
  await expectValues(histogram(int64([0, 1, 0]), directions([0, 0.1, 2])), [1]);
});
