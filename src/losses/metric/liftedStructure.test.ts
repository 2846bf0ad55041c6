import { test } from "vitest";
import {
  around,
  distance,
  embeddings,
  hinge,
  labels,
  logSumExp,
  type Row,
  unit,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { liftedStructure } from "./liftedStructure.ts";

const of = (isScaled: boolean): number[] => {
  const rows = isScaled ? embeddings.map(unit) : embeddings;
  const lacking = (i: number): number[] => around(i, rows).negatives.map((n) => 1.5 - distance(rows[i] as Row, n));
  return labels.map((label, i) =>
    meanOf(
      rows.flatMap((p, j) => {
        if (i === j || labels[j] !== label) return [];
        return [hinge(distance(rows[i] as Row, p) - 0.1 + logSumExp([...lacking(i), ...lacking(j)])) ** 2 / 2];
      }),
    ),
  );
};

test.each([false, true])("positive pairs against the negatives of both ends; scaled: %s", async (normalize) => {
  const options = { negMargin: 1.5, posMargin: 0.1, normalize };
  await expectValues(liftedStructure(int64(labels), float64(embeddings), options), of(normalize));
});

test("a batch of one class costs nothing", async () => {
  await expectValues(
    liftedStructure(
      int64([1, 1]),
      float64([
        [1, 2],
        [3, 4],
      ]),
    ),
    [0, 0],
  );
});
