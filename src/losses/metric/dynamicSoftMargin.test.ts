import { test } from "vitest";
import { distance, hinge, unit } from "../../../tests/losses/embeddings.ts";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { dynamicSoftMargin } from "./dynamicSoftMargin.ts";

const [anchors, positives] = [drawRows(6, 3, 1).map(unit), drawRows(6, 3, 2).map(unit)];
const bins = 9;

/** Gaps, the histogram after them, and the values, in plain loops. */
function reference(before: readonly number[], momentum: number): { histogram: number[]; values: number[] } {
  const d = anchors.map((a) => positives.map((p) => distance(a, p)));
  const gaps = d.map((row, i) => {
    const others = [...row.filter((_, j) => j !== i), ...d.map((each) => each[i] as number).filter((_, j) => j !== i)];
    return (row[i] as number) - Math.min(...others);
  });
  const node = (r: number): number => -2 + r * 0.5;
  const ofBatch = before.map((_, r) => meanOf(gaps.map((g) => hinge(1 - Math.abs(g - node(r)) / 0.5))));
  const isFirst = sumOf(before) === 0;
  const histogram = ofBatch.map((h, r) => (isFirst ? h : momentum * h + (1 - momentum) * (before[r] as number)));
  const values = gaps.map((g) => g * sumOf(histogram.filter((_, r) => node(r) <= g)));
  return { histogram, values };
}

test.each([
  ["zeros", new Array(bins).fill(0)],
  ["a histogram", new Array(bins).fill(1 / bins)],
])("gaps weighted by the share of smaller ones, from %s", async (_, before: number[]) => {
  const given = [float64(anchors), float64(positives), float64(before)] as const;
  const { histogram, values } = reference(before, 0.25);
  await expectValues(dynamicSoftMargin(...given, { momentum: 0.25 }), values);
  await expectValues(spec.update?.(...given, { momentum: 0.25 })["histogram"] as Tensor, histogram);
});

test("a batch of one pair has no negatives and costs nothing", async () => {
  const given = [float64([[1, 0]]), float64([[0, 1]]), float64(new Array(bins).fill(0))] as const;
  await expectValues(dynamicSoftMargin(...given), [0]);
});
