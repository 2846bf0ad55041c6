import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf } from "../../../tests/losses/numbers.ts";
import spec, { pairwiseAuc } from "./pairwiseAuc.ts";

const [s, y] = [drawRows(7, 1).flat(), [1, 0, 0, 1, 0, 1, 0]];
const costs = {
  hinge: (lead: number) => Math.max(0, 0.8 - lead),
  squaredHinge: (lead: number) => Math.max(0, 0.8 - lead) ** 2,
  logistic: (lead: number) => Math.log1p(Math.exp(-lead)),
  square: (lead: number) => (0.8 - lead) ** 2,
};

test.each(["hinge", "squaredHinge", "logistic", "square"] as const)(
  "%s: each positive against the negatives",
  async (surrogate) => {
    const got = await numbersOf(pairwiseAuc(float64(y), float64(s), { surrogate, margin: 0.8 }));
    s.forEach((score, i) => {
      if (y[i] === 0) return;
      const terms = s.filter((_, j) => y[j] === 0).map((other) => costs[surrogate](score - other));
      expect(got[i]).toBeCloseTo(meanOf(terms), 12);
    });
  },
);

test("only positives count, and none without negatives", async () => {
  for (const [labels, want] of [
    [y, y],
    [
      [1, 1],
      [0, 0],
    ],
  ] as const) {
    const mask = spec.mask?.(float64(labels), float64(labels));
    expect(mask && (await numbersOf(mask))).toEqual(want);
  }
});
