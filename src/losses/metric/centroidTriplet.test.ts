import { test } from "vitest";
import {
  embeddings,
  expectPaired,
  hinge,
  labels,
  perAnchor,
  type Row,
  squared,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { meanOf } from "../../../tests/losses/numbers.ts";
import { centroidTriplet } from "./centroidTriplet.ts";

test("the centroid of the positives against those of the other classes", async () => {
  const centroid = (rows: readonly Row[]): number[] =>
    (rows[0] ?? [0, 0, 0, 0]).map((_, k) => meanOf(rows.map((row) => row[k] as number)));
  const want = perAnchor((a, ps) => {
    const label = labels[embeddings.indexOf(a)] as number;
    const others = [0, 1, 2, 3].filter((c) => c !== label);
    const centroids = others.map((c) => centroid(embeddings.filter((_, i) => labels[i] === c)));
    return meanOf(centroids.map((c) => hinge(squared(a, centroid(ps)) - squared(a, c) + 2)));
  });
  await expectPaired(centroidTriplet(int64(labels), float64(embeddings), { margin: 2 }), want);
});
