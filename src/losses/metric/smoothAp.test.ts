import { test } from "vitest";
import { cosine, embeddings, expectPaired, labels, perAnchor, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { smoothAp } from "./smoothAp.ts";

/** Ranks by sigmoids of an anchor's positives, among some others. */
const rank = (a: Row, x: Row, among: readonly Row[], t: number): number =>
  1 + sumOf(among.filter((y) => y !== x).map((y) => sigmoidOf((cosine(a, y) - cosine(a, x)) / t)));

test("average precision with soft ranks", async () => {
  const want = perAnchor(
    (a, ps, ns) => 1 - meanOf(ps.map((p) => rank(a, p, ps, 0.2) / rank(a, p, [...ps, ...ns], 0.2))),
  );
  await expectPaired(smoothAp(int64(labels), float64(embeddings), { temperature: 0.2 }), want);
});

test("comes to the true average precision as sigmoids sharpen", async () => {
  const want = perAnchor((a, ps, ns) => {
    const order = [...ps, ...ns].sort((x, y) => cosine(a, y) - cosine(a, x));
    const places = ps.map((p) => order.indexOf(p) + 1).sort((x, y) => x - y);
    return 1 - meanOf(places.map((place, i) => (i + 1) / place));
  });
  await expectPaired(smoothAp(int64(labels), float64(embeddings), { temperature: 1e-4 }), want);
});
