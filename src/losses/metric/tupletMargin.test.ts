import { test } from "vitest";
import { angle, cosine, embeddings, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import { tupletMargin } from "./tupletMargin.ts";

test("each positive, with slack on its angle, against all negatives", async () => {
  const want = perAnchor((a, ps, ns) =>
    meanOf(ps.map((p) => Math.log1p(sumOf(ns.map((n) => Math.exp(8 * (cosine(a, n) - Math.cos(angle(a, p) - 0.3)))))))),
  );
  await expectValues(tupletMargin(int64(labels), float64(embeddings), { scale: 8, margin: 0.3 }), want);
});
