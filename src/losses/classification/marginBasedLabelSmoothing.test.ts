import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, meanOf, softmaxOf } from "../../../tests/losses/numbers.ts";
import { marginBasedLabelSmoothing } from "./marginBasedLabelSmoothing.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

const [labels, logits] = [drawLabels(6, 4), drawRows(6, 4)];

test("adds the mean of how far logits are below the largest beyond the margin", async () => {
  const want = logits.map((row, i) => {
    const penalty = meanOf(row.map((z) => Math.max(0, Math.max(...row) - z - 1.5)));
    return 0.2 * penalty - Math.log(softmaxOf(row)[labels[i] as number] as number);
  });
  const options = { margin: 1.5, alpha: 0.2 };
  await expectValues(marginBasedLabelSmoothing(int64(labels), float64(logits), options), want);
});

test("a margin that is never reached leaves cross-entropy", async () => {
  const want = sparseCategoricalCrossentropy(int64(labels), float64(logits), { fromLogits: true });
  const got = marginBasedLabelSmoothing(int64(labels), float64(logits), { margin: 100 });
  await expectValues(got, await numbersOf(want));
});
