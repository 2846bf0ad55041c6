import { test } from "vitest";
import { crossEntropy, dot, perExample, type Row, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { instance } from "./instance.ts";

test("one classifier for both modalities", async () => {
  const texts = drawRows(6, 4, 9);
  const of = (x: Row, y: number): number =>
    crossEntropy(
      vectors.map((v) => dot(x, v)),
      y,
    );
  const want = perExample((x, y) => of(x, y)).map((loss, i) => loss + of(texts[i] as Row, yTrue[i] as number));
  await expectValues(instance(int64(yTrue), float64(yPred), float64(texts), float64(vectors)), want);
});
