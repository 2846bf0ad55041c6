import { test } from "vitest";
import {
  cosine,
  crossEntropy,
  distance,
  perExample,
  type Row,
  unit,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { normalizedSoftmax } from "./normalizedSoftmax.ts";
import { softTriple } from "./softTriple.ts";

const centers = [1, 2, 3, 4].map((seed) => drawRows(3, 4, seed));

test("similarities to classes of several centres, and the spread of those", async () => {
  const [scale, gamma, margin, tau] = [5, 0.2, 0.1, 0.3];
  const pairs = centers.flatMap((rows) =>
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ].map(([i = 0, j = 0]) => distance(unit(rows[i] as Row), unit(rows[j] as Row))),
  );
  const want = perExample((x, y) => {
    const similarity = centers.map((rows) => {
      const s = rows.map((v) => cosine(x, v));
      const weights = s.map((each) => Math.exp(each / gamma));
      return sumOf(s.map((each, k) => each * (weights[k] as number))) / sumOf(weights);
    });
    const logits = similarity.map((s, c) => scale * (c === y ? s - margin : s));
    return crossEntropy(logits, y) + (tau * sumOf(pairs)) / (4 * 3 * 2);
  });
  const options = { scale, gamma, margin, tau };
  await expectValues(softTriple(int64(yTrue), float64(yPred), float64(centers), options), want);
});

test("one centre per class and no margin is the normalised softmax", async () => {
  const given = [int64(yTrue), float64(yPred)] as const;
  const want = await numbersOf(normalizedSoftmax(...given, float64(vectors), { temperature: 0.05 }));
  await expectValues(softTriple(...given, float64(vectors.map((v) => [v])), { margin: 0 }), want);
});
