import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import { supervisedContrastive } from "../selfSupervised/supervisedContrastive.ts";
import spec, { crossBatchMemory } from "./crossBatchMemory.ts";

const [labels, embeddings] = [
  int64([0, 1]),
  float64([
    [1, 0],
    [0, 1],
  ]),
];
const [empty, directions] = [
  int64([0, 0, 0]),
  float64([
    [-1, 0],
    [0, -1],
    [1, 1],
  ]),
];

test("examples of earlier batches are positives and negatives of the batch's", async () => {
  const memory = float64([
    [1, 1],
    [0, -1],
    [2, 0],
  ]);
  const values = await numbersOf(crossBatchMemory(labels, embeddings, float64([2, 1, 3]), memory));
  const joint = await numbersOf(
    supervisedContrastive(
      int64([0, 1, 1, 0, 2]),
      float64([
        [1, 0],
        [0, 1],
        [1, 1],
        [0, -1],
        [2, 0],
      ]),
    ),
  );
  expect(values).toEqual(joint.slice(0, 2));
});

test("free places have a label of their own: nothing counts before the first positive", async () => {
  const mask = spec.mask?.(labels, embeddings, empty, directions) as Tensor;
  expect(await numbersOf(cast(mask, "float64"))).toEqual([0, 0]);
  const filled = spec.mask?.(labels, embeddings, float64([0, 2, 0]), directions) as Tensor;
  expect(await numbersOf(cast(filled, "float64"))).toEqual([0, 1]);
});

test("the batch enters in front, its labels raised by 1", async () => {
  const next = spec.update?.(labels, embeddings, empty, directions);
  expect(await numbersOf(next?.["memoryLabels"] as Tensor)).toEqual([1, 2, 0]);
  expect(await numbersOf(next?.["memoryEmbeddings"] as Tensor)).toEqual([1, 0, 0, 1, -1, 0]);
});
