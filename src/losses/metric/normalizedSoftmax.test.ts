import { test } from "vitest";
import { cosine, crossEntropy, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type NormalizedSoftmaxOptions, normalizedSoftmax } from "./normalizedSoftmax.ts";

test("cross-entropy of cosines over a temperature", async () => {
  const of = (t: number): number[] =>
    perExample((x, y) =>
      crossEntropy(
        vectors.map((v) => cosine(x, v) / t),
        y,
      ),
    );
  const run = (options?: NormalizedSoftmaxOptions): Tensor =>
    normalizedSoftmax(int64(yTrue), float64(yPred), float64(vectors), options);
  await expectValues(run(), of(0.05));
  await expectValues(run({ temperature: 0.7 }), of(0.7));
});
