import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import spec, { approxNdcg } from "./approxNdcg.ts";

const { relevance, items } = randomLists(8);
const gain = (y: number): number => 2 ** y - 1;
const dcg = (grades: readonly number[]): number => sumOf(grades.map((y, k) => gain(y) / Math.log2(k + 2)));

test("NDCG of smooth ranks, padding left out", async () => {
  const got = await numbersOf(approxNdcg(float64(relevance), float64(items), { temperature: 0.6 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const best = dcg(list.map(({ y }) => y).sort((a, b) => b - a));
    const terms = list.map((a) => {
      const rank = 1 + sumOf(list.filter((b) => b !== a).map((b) => sigmoidOf((b.s - a.s) / 0.6)));
      return gain(a.y) / Math.log2(1 + rank);
    });
    expect(got[i]).toBeCloseTo(1 - sumOf(terms) / best, 10);
  });
});

test("1 - NDCG as the temperature goes to 0", async () => {
  const got = await numbersOf(approxNdcg(float64(relevance), float64(items), { temperature: 1e-6 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const best = dcg(list.map(({ y }) => y).sort((a, b) => b - a));
    expect(got[i]).toBeCloseTo(1 - dcg([...list].sort((a, b) => b.s - a.s).map(({ y }) => y)) / best, 10);
  });
});

test("lists without a relevant item do not count", async () => {
  const yTrue = float64([
    [0, 0, -1],
    [0, 1, -1],
  ]);
  const mask = spec.mask?.(yTrue, yTrue);
  expect(mask && (await numbersOf(mask))).toEqual([0, 1]);
});
