import { test } from "vitest";
import {
  embeddings,
  expectPaired,
  hinge,
  labels,
  perAnchor,
  type Row,
  squared,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { fastAp } from "./fastAp.ts";

test("soft histograms of squared distances", async () => {
  const bins = 10;
  const want = perAnchor(
    (a, ps, ns) => {
      const count = (rows: readonly Row[], b: number): number =>
        sumOf(rows.map((x) => hinge(1 - Math.abs(squared(a, x) - 0.4 * b) / 0.4)));
      let [foundSoFar, allSoFar, sum] = [0, 0, 0];
      for (let b = 0; b <= bins; b++) {
        const found = count(ps, b);
        foundSoFar += found;
        allSoFar += found + count(ns, b);
        if (found > 0) sum += (found * foundSoFar) / allSoFar;
      }
      return 1 - sum / ps.length;
    },
    { scaled: true },
  );
  await expectPaired(fastAp(int64(labels), float64(embeddings)), want);
});

test("perfect retrieval costs nothing", async () => {
  await expectValues(
    fastAp(
      int64([0, 0, 1, 1]),
      float64([
        [1, 0],
        [2, 0],
        [-1, 0],
        [-3, 0],
      ]),
    ),
    [0, 0, 0, 0],
  );
});
