import { expect, test } from "vitest";
import { preferences, randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { lambdaRank } from "./lambdaRank.ts";

const dcg = (grades: readonly number[]): number => sumOf(grades.map((y, k) => (2 ** y - 1) / Math.log2(k + 2)));

test("RankNet's loss times the change of NDCG when the two are exchanged", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(lambdaRank(float64(relevance), float64(items), { sigma: 1.5 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const ranked = [...list].sort((a, b) => b.s - a.s);
    const best = dcg(list.map(({ y }) => y).sort((a, b) => b - a));
    const now = dcg(ranked.map(({ y }) => y));
    const terms = preferences(list).map(([a, b]) => {
      const exchanged = ranked.map((each) => (each === a ? b.y : each === b ? a.y : each.y));
      return (Math.abs(dcg(exchanged) - now) / best) * Math.log1p(Math.exp(-1.5 * (a.s - b.s)));
    });
    expect(got[i]).toBeCloseTo(sumOf(terms), 10);
  });
});

test("the gradient is that of the weighted pairs, the weights held", async () => {
  const { value, gradient } = await valueAndGradient((s) => lambdaRank(float64([[1, 0]]), s), [[0, 1]], {
    dtype: "float64",
  });
  const weight = 1 - 1 / Math.log2(3);
  expect(value[0]).toBeCloseTo(weight * Math.log1p(Math.E), 12);
  expect(gradient[0]).toBeCloseTo(-weight / (1 + Math.exp(-1)), 12);
});
