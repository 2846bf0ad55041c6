import { test } from "vitest";
import { crossEntropy, dot, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type NPairsOptions, nPairs } from "./nPairs.ts";

const [a, p] = [drawRows(4, 3, 1), drawRows(4, 3, 2)];
const run = (of: number[], options?: NPairsOptions): Tensor => nPairs(int64(of), float64(a), float64(p), options);

test("is the cross-entropy of products where every class is there once", async () => {
  const want = a.map((x, i) =>
    crossEntropy(
      p.map((y) => dot(x, y)),
      i,
    ),
  );
  await expectValues(run([5, 2, 9, 0]), want);
});

test("positives of the same class are not negatives; a batch of one class costs nothing", async () => {
  const of = [1, 2, 1, 3];
  const want = a.map((x, i) => {
    const rivals = p.filter((_, j) => of[j] !== of[i]).map((y) => dot(x, y));
    return crossEntropy([dot(x, p[i] as Row), ...rivals], 0);
  });
  await expectValues(run(of), want);
  await expectValues(run([1, 1, 1, 1]), [0, 0, 0, 0]);
});

test("l2 adds the squared lengths", async () => {
  const want = a.map((x, i) => 0.02 * (dot(x, x) + dot(p[i] as Row, p[i] as Row)));
  await expectValues(run([1, 1, 1, 1], { l2: 0.02 }), want);
});
