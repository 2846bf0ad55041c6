import { expect, test } from "vitest";
import { preferences, randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanOf } from "../../../tests/losses/numbers.ts";
import spec, { rankNet } from "./rankNet.ts";

test("the mean over the pairs with a preference", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(rankNet(float64(relevance), float64(items), { sigma: 0.7 }));
  relevance.forEach((row, i) => {
    const pairs = preferences(realItems(row, items[i] as number[]));
    const want = meanOf(pairs.map(([a, b]) => Math.log1p(Math.exp(-0.7 * (a.s - b.s)))));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});

test("lists without a preference do not count", async () => {
  const yTrue = float64([
    [1, 1, -1],
    [0, -1, -1],
    [2, 0, -1],
  ]);
  const mask = spec.mask?.(yTrue, yTrue);
  expect(mask && (await numbersOf(mask))).toEqual([0, 0, 1]);
  expect((await numbersOf(rankNet(yTrue, yTrue))).slice(0, 2)).toEqual([0, 0]);
});
