import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { approxMrr } from "./approxMrr.ts";

test("the relevant items' reciprocal smooth ranks", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(approxMrr(float64(relevance), float64(items), { temperature: 0.6 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const terms = list
      .filter(({ y }) => y > 0)
      .map((a) => 1 / (1 + sumOf(list.filter((b) => b !== a).map((b) => sigmoidOf((b.s - a.s) / 0.6)))));
    expect(got[i]).toBeCloseTo(1 - meanOf(terms), 10);
  });
});

test("one relevant item, sharp ranks: 1 less the reciprocal rank", async () => {
  const got = await numbersOf(approxMrr(float64([[0, 0, 1, 0]]), float64([[3, 1, 2, 4]]), { temperature: 1e-3 }));
  expect(got[0]).toBeCloseTo(2 / 3, 12);
});
