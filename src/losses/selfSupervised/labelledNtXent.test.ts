import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import spec, { labelledNtXent } from "./labelledNtXent.ts";

test("optax and PML average over pairs, unlike the mean over anchors where labels differ in number", async () => {
  const labels = int64([0, 0, 0, 1, 1]);
  const embeddings = float64([
    [1, 0.2],
    [0.3, 1],
    [-1, 0.5],
    [0.1, -1],
    [1, 1],
  ]);
  const values = await numbersOf(labelledNtXent(labels, embeddings));
  const scaled = await numbersOf(labelledNtXent(labels, embeddings, { average: "pair" }));
  const pairs = [2, 2, 2, 1, 1];
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  expect(mean(scaled)).toBeCloseTo(values.reduce((sum, value, i) => sum + value * (pairs[i] as number), 0) / 8, 12);
});

test("other positives do not compete, as they do in supervisedContrastive", async () => {
  const labels = int64([0, 0, 0]);
  const embeddings = float64([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  expect(await numbersOf(labelledNtXent(labels, embeddings))).toEqual([0, 0, 0]);
});

test("anchors without a positive do not count: optax gives NaN where no anchor has one", async () => {
  const [labels, embeddings] = [
    int64([0, 1]),
    float64([
      [1, 0],
      [0, 1],
    ]),
  ];
  expect(await numbersOf(labelledNtXent(labels, embeddings, { average: "pair" }))).toEqual([0, 0]);
  const mask = spec.mask?.(labels, embeddings) as Tensor;
  expect(await numbersOf(cast(mask, "float64"))).toEqual([0, 0]);
});
