import { test } from "vitest";
import { cosine, crossEntropy, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { cosFace } from "./cosFace.ts";
import { normalizedSoftmax } from "./normalizedSoftmax.ts";

test("a margin on the cosine of the own class", async () => {
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v, c) => 10 * (cosine(x, v) - (c === y ? 0.2 : 0))),
      y,
    ),
  );
  await expectValues(cosFace(int64(yTrue), float64(yPred), float64(vectors), { margin: 0.2, scale: 10 }), want);
});

test("without a margin it is the normalised softmax", async () => {
  const want = await numbersOf(
    normalizedSoftmax(int64(yTrue), float64(yPred), float64(vectors), { temperature: 1 / 64 }),
  );
  await expectValues(cosFace(int64(yTrue), float64(yPred), float64(vectors), { margin: 0 }), want);
});
