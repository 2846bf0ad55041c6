import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import {
  drawBits,
  drawLabels,
  drawRows,
  expectValues,
  oneHotOf,
  softmaxOf,
  sumOf,
} from "../../../tests/losses/numbers.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { partialLabel } from "./partialLabel.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

const logits = drawRows(6, 4);

test("is minus the log-probability of all candidates; a row without any does not count", async () => {
  const bits = [...drawBits(5, 4).map((row) => [1, ...row.slice(1)]), [0, 0, 0, 0]];
  const want = logits.map((row, i) => {
    const total = sumOf(softmaxOf(row).filter((_, c) => bits[i]?.[c] === 1));
    return total === 0 ? 0 : -Math.log(total);
  });
  const [t, z] = [float64(bits), float64(logits)];
  await expectValues(partialLabel(t, z), want);
  await expectValues(reduceLoss(partialLabel(t, z), { mask: spec.mask?.(t, z) }), [sumOf(want) / 5]);
});

test("one candidate: cross-entropy", async () => {
  const labels = drawLabels(6, 4);
  const want = await numbersOf(sparseCategoricalCrossentropy(int64(labels), float64(logits), { fromLogits: true }));
  await expectValues(partialLabel(float64(oneHotOf(labels, 4)), float64(logits)), want);
});
