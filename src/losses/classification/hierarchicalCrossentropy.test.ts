import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { hierarchicalCrossentropy } from "./hierarchicalCrossentropy.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

// Five classes: 0 and 1 are of kind 5, which is of kind 7 with 2; 3 and 4 are of kind 6; 8 is the root.
const parents = [5, 5, 7, 6, 6, 7, 8, 8, -1];
const heights = [0, 0, 0, 0, 0, 1, 1, 2, 3];
const [labels, logits] = [drawLabels(8, 5), drawRows(8, 5)];

function isWithin(node: number, group: number): boolean {
  return node === group || (node >= 0 && isWithin(parents[node] as number, group));
}

test("is the weighted surprise at each step from the root to the class", async () => {
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    const mass = (group: number): number => sumOf(p.filter((_, c) => isWithin(c, group)));
    let total = 0;
    for (let node = labels[i] as number; parents[node] !== -1; node = parents[node] as number)
      total -= Math.exp(-0.4 * (heights[node] as number)) * Math.log(mass(node) / mass(parents[node] as number));
    return total;
  });
  await expectValues(hierarchicalCrossentropy(int64(labels), float64(logits), { parents, alpha: 0.4 }), want);
});

test("alpha 0, or no tree, is cross-entropy", async () => {
  const want = await numbersOf(sparseCategoricalCrossentropy(int64(labels), float64(logits), { fromLogits: true }));
  await expectValues(hierarchicalCrossentropy(int64(labels), float64(logits), { parents, alpha: 0 }), want);
  await expectValues(hierarchicalCrossentropy(int64(labels), float64(logits)), want);
  const flat = [5, 5, 5, 5, 5, -1];
  await expectValues(hierarchicalCrossentropy(int64(labels), float64(logits), { parents: flat }), want);
});

test("refuses what is no tree", () => {
  for (const wrong of [
    [5, 5, 5, 5, -1],
    [1, 5, 5, 5, 5, -1],
    [5, 5, 5, 5, 5, 5, -1, -1],
    [9, 5, 5, 5, 5, -1],
    [7, 7, 7, 7, 7, 6, 7, -1],
  ])
    expect(() => hierarchicalCrossentropy(int64(labels), float64(logits), { parents: wrong })).toThrow(
      "hierarchicalCrossentropy: parents: expected the parents of 5 classes",
    );
});
