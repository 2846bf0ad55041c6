import { test } from "vitest";
import {
  crossEntropy,
  perExample,
  type Row,
  squared,
  unit,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { normalizedSoftmax } from "./normalizedSoftmax.ts";
import { type ProxyNcaPlusPlusOptions, proxyNcaPlusPlus } from "./proxyNcaPlusPlus.ts";

test("softmax of squared distances over a temperature", async () => {
  const logits = (x: Row, t: number): number[] => vectors.map((v) => -squared(unit(x), unit(v)) / t);
  const run = (options?: ProxyNcaPlusPlusOptions): Tensor =>
    proxyNcaPlusPlus(int64(yTrue), float64(yPred), float64(vectors), options);
  await expectValues(
    run(),
    perExample((x, y) => crossEntropy(logits(x, 1 / 9), y)),
  );
  await expectValues(
    run({ temperature: 2 }),
    perExample((x, y) => crossEntropy(logits(x, 2), y)),
  );
});

test("is the normalised softmax at twice the temperature's share: squared distances are 2 - 2 cos", async () => {
  const want = await numbersOf(
    normalizedSoftmax(int64(yTrue), float64(yPred), float64(vectors), { temperature: 0.05 }),
  );
  await expectValues(proxyNcaPlusPlus(int64(yTrue), float64(yPred), float64(vectors), { temperature: 0.1 }), want);
});
