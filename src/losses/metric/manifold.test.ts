import { expect, test } from "vitest";
import { cosine, dot, type Row, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { manifold } from "./manifold.ts";

/** Shares of a walk's time, summed up step by step: it stops with probability 1 - alpha in each. */
function walk(rows: readonly Row[], alpha: number): number[][] {
  const flow = rows.map((a, i) => rows.map((b, j) => (i === j ? 0 : Math.exp(2 * Math.max(0, cosine(a, b))))));
  const totals = flow.map(sumOf);
  const step = flow.map((row, i) => row.map((x, j) => x / Math.sqrt((totals[i] as number) * (totals[j] as number))));
  return rows.map((_, start) => {
    let at = rows.map((_row, i) => (i === start ? 1 - alpha : 0));
    const time = [...at];
    for (let k = 0; k < 2000; k++) {
      at = step.map((column) => alpha * dot(column, at));
      at.forEach((x, i) => {
        time[i] = (time[i] as number) + x;
      });
    }
    return time;
  });
}

function pairLoss(nearness: Row, own: number, margin: number, violatingOnly: boolean): number {
  const excess = nearness.flatMap((x, k) => (k === own ? [] : [x - (nearness[own] as number) + margin]));
  return Math.log1p(sumOf(excess.filter((x) => !violatingOnly || x >= 0).map(Math.exp)));
}

test("the walk's closed form is the sum over its steps", async () => {
  for (const alpha of [0.1, 0.8, 0.97])
    for (const violatingOnly of [false, true]) {
      const [margin, contextWeight] = [0.05, 0.7];
      const walks = walk([...yPred, ...vectors], alpha);
      const want = yTrue.map((own, i) => {
        const row = walks[i] as Row;
        const contexts = vectors.map((_, k) => cosine(row, walks[yPred.length + k] as Row));
        const intrinsic = pairLoss(row.slice(yPred.length), own, margin, violatingOnly);
        return intrinsic + contextWeight * pairLoss(contexts, own, margin, violatingOnly);
      });
      const options = { alpha, margin, contextWeight, violatingOnly };
      await expectValues(manifold(int64(yTrue), float64(yPred), float64(vectors), options), want);
    }
});

test("a walk that always stops is near nothing but its start", async () => {
  const values = await numbersOf(
    manifold(int64(yTrue), float64(yPred), float64(vectors), { alpha: 0, margin: 0, contextWeight: 0 }),
  );
  for (const value of values) expect(value).toBeCloseTo(Math.log(4), 12);
});

test("an example at its proxy costs less than one at another's", async () => {
  const values = await numbersOf(manifold(int64([0, 1]), float64([vectors[0], vectors[2]] as Row[]), float64(vectors)));
  expect(values[0]).toBeLessThan(values[1] as number);
});
