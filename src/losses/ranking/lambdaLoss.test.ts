import { expect, test } from "vitest";
import { preferences, randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { lambdaLoss } from "./lambdaLoss.ts";
import { lambdaRank } from "./lambdaRank.ts";

const { relevance, items } = randomLists(8);
const inverse = (rank: number): number => 1 / Math.log2(1 + rank);

test.each(["ndcgLoss2", "ndcgLoss2PP"] as const)("%s", async (weights) => {
  const got = await numbersOf(lambdaLoss(float64(relevance), float64(items), { weights, mu: 4 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const rank = (s: number): number => 1 + list.filter((each) => each.s > s).length;
    const grades = list.map(({ y }) => y).sort((a, b) => b - a);
    const best = sumOf(grades.map((y, k) => (2 ** y - 1) * inverse(k + 1)));
    const terms = preferences(list).map(([a, b]) => {
      const distance = Math.abs(rank(a.s) - rank(b.s));
      const delta = inverse(distance) - inverse(distance + 1);
      const rho = Math.abs(inverse(rank(a.s)) - inverse(rank(b.s)));
      const weight = weights === "ndcgLoss2" ? delta : rho + 4 * delta;
      return ((weight * (2 ** a.y - 2 ** b.y)) / best) * Math.log2(1 + Math.exp(-(a.s - b.s)));
    });
    expect(got[i]).toBeCloseTo(sumOf(terms), 10);
  });
});

test("NDCG-Loss2++ without its own weights is LambdaRank in bits", async () => {
  const got = await numbersOf(lambdaLoss(float64(relevance), float64(items), { weights: "ndcgLoss2PP", mu: 0 }));
  const want = await numbersOf(lambdaRank(float64(relevance), float64(items)));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo((want[i] as number) / Math.LN2, 10);
  });
});
