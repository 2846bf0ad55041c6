import { test } from "vitest";
import { cosine, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import { proxyAnchor } from "./proxyAnchor.ts";

test("soft maxima over each proxy's examples, a mean over present and over all proxies", async () => {
  const [alpha, margin] = [4, 0.2];
  const soft = (numbers: readonly number[]): number => Math.log1p(sumOf(numbers.map(Math.exp)));
  const of = (labelled: readonly number[]): number => {
    const s = yPred.map((x) => vectors.map((v) => cosine(x, v)));
    const column = (c: number, isOwn: boolean): number[] =>
      s.filter((_, i) => (labelled[i] === c) === isOwn).map((row) => row[c] as number);
    const pulls = vectors.map((_, c) => soft(column(c, true).map((x) => -alpha * (x - margin))));
    const pushes = vectors.map((_, c) => soft(column(c, false).map((x) => alpha * (x + margin))));
    return sumOf(pulls) / new Set(labelled).size + meanOf(pushes);
  };
  for (const given of [yTrue, [0, 0, 1, 1, 0, 1]])
    await expectValues(proxyAnchor(int64(given), float64(yPred), float64(vectors), { alpha, margin }), [of(given)]);
});
