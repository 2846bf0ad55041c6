import { expect, test } from "vitest";
import {
  around,
  distance,
  embeddings,
  hinge,
  labels,
  perAnchor,
  type Row,
  squared,
  unit,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type ContrastiveOptions, contrastive } from "./contrastive.ts";
import { pairContrastive } from "./pairContrastive.ts";

const run = (options?: ContrastiveOptions): Tensor => contrastive(int64(labels), float64(embeddings), options);

test("positives within one margin, negatives beyond another", async () => {
  const want = perAnchor(
    (a, ps, ns) =>
      meanOf(ps.map((p) => hinge(distance(a, p) - 0.1))) + meanOf(ns.map((n) => hinge(1.3 - distance(a, n)))),
    { scaled: true },
  );
  await expectValues(run({ posMargin: 0.1, negMargin: 1.3 }), want);
});

test("squared, without normalising, is twice the pair form", async () => {
  const want = perAnchor(
    (a, ps, ns) => meanOf(ps.map((p) => squared(a, p))) + meanOf(ns.map((n) => hinge(2 - distance(a, n)) ** 2)),
  );
  await expectValues(run({ negMargin: 2, squared: true, normalize: false }), want);
  const [x, y] = [embeddings[0] as Row, embeddings[1] as Row];
  const [pair = 0] = await numbersOf(pairContrastive(float64([0]), float64([x]), float64([y]), { margin: 3 }));
  const both = contrastive(int64([0, 1]), float64([x, y]), { negMargin: 3, squared: true, normalize: false });
  await expectValues(both, [2 * pair, 2 * pair]);
});

test("with average: batch it is pytorch-metric-learning's, whose means are over the batch's violating pairs", async () => {
  const rows = embeddings.map(unit);
  const costs = (isPositive: boolean): number[] =>
    rows.flatMap((_, i) => {
      const { a, positives, negatives } = around(i, rows);
      return isPositive ? positives.map((p) => distance(a, p)) : negatives.map((n) => hinge(1 - distance(a, n)));
    });
  const violating = (numbers: number[]): number => meanOf(numbers.filter((each) => each > 0));
  const got = await numbersOf(run({ average: "batch" }));
  expect(meanOf(got)).toBeCloseTo(violating(costs(true)) + violating(costs(false)), 12);
});
