import { test } from "vitest";
import { cosine, crossEntropy, perExample, type Row, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { cosFace } from "./cosFace.ts";
import { mvSoftmax } from "./mvSoftmax.ts";

test("classes that exceed the own one count more", async () => {
  const want = perExample((x, y) => {
    const own = cosine(x, vectors[y] as Row) - 0.1;
    const logits = vectors.map((v, c) => {
      const other = cosine(x, v);
      return 8 * (c === y ? own : other > own ? 1.5 * other + 0.5 : other);
    });
    return crossEntropy(logits, y);
  });
  const options = { margin: 0.1, emphasis: 1.5, scale: 8 };
  await expectValues(mvSoftmax(int64(yTrue), float64(yPred), float64(vectors), options), want);
});

test("without emphasis it is CosFace", async () => {
  const given = [int64(yTrue), float64(yPred), float64(vectors)] as const;
  await expectValues(mvSoftmax(...given, { emphasis: 1 }), await numbersOf(cosFace(...given, { scale: 32 })));
});
