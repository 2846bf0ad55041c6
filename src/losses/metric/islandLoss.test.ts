import { test } from "vitest";
import { cosine, perExample, type Row, squared, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { centerLoss } from "./centerLoss.ts";
import { islandLoss } from "./islandLoss.ts";

test("near the own centre, centres apart", async () => {
  const between = sumOf(vectors.flatMap((v, i) => vectors.flatMap((w, j) => (i === j ? [] : [1 + cosine(v, w)]))));
  const want = perExample((x, y) => squared(x, vectors[y] as Row) / 2 + 0.5 * between);
  await expectValues(islandLoss(int64(yTrue), float64(yPred), float64(vectors), { apart: 0.5 }), want);
});

test("without the term between centres it is the center loss", async () => {
  const given = [int64(yTrue), float64(yPred), float64(vectors)] as const;
  await expectValues(islandLoss(...given, { apart: 0 }), await numbersOf(centerLoss(...given)));
});
