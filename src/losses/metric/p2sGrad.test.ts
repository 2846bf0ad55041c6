import { test } from "vitest";
import { cosine, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { p2sGrad } from "./p2sGrad.ts";

test("squared error of the cosines", async () => {
  const want = perExample((x, y) => meanOf(vectors.map((v, c) => (cosine(x, v) - (c === y ? 1 : 0)) ** 2)));
  await expectValues(p2sGrad(int64(yTrue), float64(yPred), float64(vectors)), want);
});
