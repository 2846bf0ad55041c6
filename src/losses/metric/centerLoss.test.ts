import { test } from "vitest";
import { perExample, type Row, squared, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { centerLoss } from "./centerLoss.ts";

test("half the squared distance from the own centre", async () => {
  const want = perExample((x, y) => squared(x, vectors[y] as Row) / 2);
  await expectValues(centerLoss(int64(yTrue), float64(yPred), float64(vectors)), want);
});

test("centres move by the paper's rule; one without examples stays", async () => {
  const of = [0, 1, 1, 1, 2, 0];
  const want = vectors.flatMap((center, c) => {
    const own = yPred.filter((_, i) => of[i] === c);
    return center.map((x, k) => x - (0.3 * sumOf(own.map((row) => x - (row[k] as number)))) / (1 + own.length));
  });
  const next = spec.update?.(int64(of), float64(yPred), float64(vectors), { rate: 0.3 });
  await expectValues(next?.["centers"] as Tensor, want);
});
