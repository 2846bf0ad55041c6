import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import spec, { rankingSoftmax } from "./rankingSoftmax.ts";

test("the sum over the items that are no padding", async () => {
  const { relevance, items } = randomLists(6);
  const got = await numbersOf(rankingSoftmax(float64(relevance), float64(items)));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const total = sumOf(list.map(({ s }) => Math.exp(s)));
    expect(got[i]).toBeCloseTo(-sumOf(list.map(({ y, s }) => y * Math.log(Math.exp(s) / total))), 10);
  });
});

test("padding has no gradient, whatever its score; a list of padding only does not count", async () => {
  const yTrue = float64([
    [1, -1, 0],
    [-1, -1, -1],
  ]);
  const at = [
    [0, Number.POSITIVE_INFINITY, 0],
    [1, 2, 3],
  ];
  const { value, gradient } = await valueAndGradient((s) => rankingSoftmax(yTrue, s), at, { dtype: "float64" });
  expect(value[0]).toBeCloseTo(Math.log(2), 12);
  expect(value[1]).toBe(0);
  expect(gradient.map((each) => each + 0)).toEqual([-0.5, 0, 0.5, 0, 0, 0]);
  const mask = spec.mask?.(yTrue, yTrue);
  expect(mask && (await numbersOf(mask))).toEqual([1, 0]);
});
