import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { rankCosine } from "./rankCosine.ts";

test("half the cosine distance of relevances and scores", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(rankCosine(float64(relevance), float64(items)));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const cosine =
      sumOf(list.map(({ y, s }) => y * s)) /
      Math.hypot(...list.map(({ y }) => y)) /
      Math.hypot(...list.map(({ s }) => s));
    expect(got[i]).toBeCloseTo((1 - cosine) / 2, 10);
  });
});
