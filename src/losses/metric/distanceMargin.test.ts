import { test } from "vitest";
import { distance, embeddings, hinge, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type DistanceMarginOptions, distanceMargin } from "./distanceMargin.ts";

const run = (options?: DistanceMarginOptions): Tensor => distanceMargin(int64(labels), float64(embeddings), options);

test("positives within the boundary, negatives beyond", async () => {
  const want = perAnchor(
    (a, ps, ns) =>
      meanOf(ps.map((p) => hinge(distance(a, p) - 1.1 + 0.2))) +
      meanOf(ns.map((n) => hinge(1.1 - distance(a, n) + 0.2))) +
      0.11,
    { scaled: true },
  );
  await expectValues(run({ beta: 1.1, negatives: "all", nu: 0.1 }), want);
});

test("negatives weighted by the inverse density of distances", async () => {
  const want = perAnchor(
    (a, ps, ns) => {
      const ds = ns.map((n) => distance(a, n));
      const near = ds.filter((d) => d < 1.4);
      const pool = near.length > 0 ? near : ds;
      const weights = pool.map((d) => (near.length > 0 ? Math.max(0.5, d) ** -2 / Math.sqrt(1 - (d * d) / 4) : 1));
      const ofNegatives = sumOf(pool.map((d, i) => (weights[i] as number) * hinge(1.4 - d))) / sumOf(weights);
      return meanOf(ps.map((p) => hinge(distance(a, p) - 1))) + ofNegatives;
    },
    { scaled: true },
  );
  await expectValues(run(), want);
});

test("the boundary can be a tensor", async () => {
  await expectValues(run({ beta: float64(0.9), nu: 0.5 }), await numbersOf(run({ beta: 0.9, nu: 0.5 })));
});
