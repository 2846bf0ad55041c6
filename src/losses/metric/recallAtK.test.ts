import { test } from "vitest";
import { cosine, embeddings, expectPaired, labels, perAnchor, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { recallAtK } from "./recallAtK.ts";

/** Ranks by sigmoids of an anchor's positives, among some others. */
const rank = (a: Row, x: Row, among: readonly Row[], t: number): number =>
  1 + sumOf(among.filter((y) => y !== x).map((y) => sigmoidOf((cosine(a, y) - cosine(a, x)) / t)));

test("recall within several k with soft ranks and bounds", async () => {
  const [ks, t1, t2] = [[1, 2, 5], 0.2, 0.5];
  const want = perAnchor((a, ps, ns) => {
    const all = [...ps, ...ns];
    const recalls = ks.map((k) => {
      const found = sumOf(ps.map((p) => sigmoidOf((k - rank(a, p, all, t1)) / t2)));
      return Math.min(k, found) / Math.min(k, ps.length);
    });
    return 1 - meanOf(recalls);
  });
  const options = { ks, temperature: t1, rankTemperature: t2 };
  await expectPaired(recallAtK(int64(labels), float64(embeddings), options), want);
});
