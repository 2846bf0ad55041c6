import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { uniqueSoftmax } from "./uniqueSoftmax.ts";

test("each item against those less relevant", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(uniqueSoftmax(float64(relevance), float64(items)));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const terms = list.map(({ y, s }) => {
      const others = sumOf(list.filter((each) => each.y < y).map((each) => Math.exp(each.s)));
      return -(2 ** y - 1) * Math.log(Math.exp(s) / (Math.exp(s) + others));
    });
    expect(got[i]).toBeCloseTo(sumOf(terms), 9);
  });
});
