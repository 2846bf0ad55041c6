import { expect, test } from "vitest";
import { preferences, randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanOf } from "../../../tests/losses/numbers.ts";
import { pairwiseHinge } from "./pairwiseHinge.ts";

test("the mean over the pairs with a preference", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(pairwiseHinge(float64(relevance), float64(items), { margin: 1.5 }));
  relevance.forEach((row, i) => {
    const pairs = preferences(realItems(row, items[i] as number[]));
    expect(got[i]).toBeCloseTo(meanOf(pairs.map(([a, b]) => Math.max(0, 1.5 - (a.s - b.s)))), 10);
  });
});
