import { test } from "vitest";
import { angle, crossEntropy, dot, norm, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { largeMarginSoftmax } from "./largeMarginSoftmax.ts";

const psi = (theta: number, m: number): number => {
  const k = Math.min(m - 1, Math.floor((theta * m) / Math.PI));
  return (-1) ** k * Math.cos(m * theta) - 2 * k;
};

test.each([2, 4])("the angle to the own class counts %s times", async (margin) => {
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v, c) => (c === y ? norm(x) * norm(v) * psi(angle(x, v), margin) : dot(x, v))),
      y,
    ),
  );
  await expectValues(largeMarginSoftmax(int64(yTrue), float64(yPred), float64(vectors), { margin }), want);
});

test("once it is the softmax cross-entropy of products", async () => {
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v) => dot(x, v)),
      y,
    ),
  );
  await expectValues(largeMarginSoftmax(int64(yTrue), float64(yPred), float64(vectors), { margin: 1 }), want);
});
