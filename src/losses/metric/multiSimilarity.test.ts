import { test } from "vitest";
import { cosine, embeddings, labels, perAnchor, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { multiSimilarity } from "./multiSimilarity.ts";

const soft = (numbers: readonly number[]): number => Math.log1p(sumOf(numbers.map(Math.exp)));
const of = (a: Row, ps: readonly Row[], ns: readonly Row[], base: number): number =>
  soft(ps.map((p) => -2 * (cosine(a, p) - base))) / 2 + soft(ns.map((n) => 50 * (cosine(a, n) - base))) / 50;

test("soft maxima over positives and negatives", async () => {
  const want = perAnchor((a, ps, ns) => of(a, ps, ns, 0.3));
  await expectValues(multiSimilarity(int64(labels), float64(embeddings), { base: 0.3 }), want);
});

test("epsilon leaves the pairs that tell something", async () => {
  const want = perAnchor((a, ps, ns) => {
    const [low, high] = [Math.min(...ps.map((p) => cosine(a, p))), Math.max(...ns.map((n) => cosine(a, n)))];
    const near = ns.filter((n) => cosine(a, n) + 0.1 > low);
    const far = ps.filter((p) => cosine(a, p) - 0.1 < high);
    return of(a, far, near, 0.5);
  });
  await expectValues(multiSimilarity(int64(labels), float64(embeddings), { epsilon: 0.1 }), want);
});
