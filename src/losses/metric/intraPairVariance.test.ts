import { test } from "vitest";
import { around, cosine, embeddings, hinge, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { intraPairVariance } from "./intraPairVariance.ts";

test("squared deviations from the means of all positive and all negative pairs", async () => {
  const all = (isPositive: boolean): number[] =>
    labels.flatMap((_, i) => {
      const { a, positives, negatives } = around(i);
      return (isPositive ? positives : negatives).map((x) => cosine(a, x));
    });
  const [up, down] = [meanOf(all(true)), meanOf(all(false))];
  const want = perAnchor(
    (a, ps, ns) =>
      meanOf(ps.map((p) => hinge(0.9 * up - cosine(a, p)) ** 2)) +
      meanOf(ns.map((n) => hinge(cosine(a, n) - 1.2 * down) ** 2)),
  );
  const options = { posEpsilon: 0.1, negEpsilon: 0.2 };
  await expectValues(intraPairVariance(int64(labels), float64(embeddings), options), want);
});
