import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { listMle } from "./listMle.ts";

test("surprise at the order by relevance, equal ones as given, padding left out", async () => {
  const { relevance, items } = randomLists(8);
  const got = await numbersOf(listMle(float64(relevance), float64(items)));
  relevance.forEach((row, i) => {
    const order = realItems(row, items[i] as number[]).sort((a, b) => b.y - a.y); // a stable sort
    const chances = order.map(({ s }, k) => Math.exp(s) / sumOf(order.slice(k).map((each) => Math.exp(each.s))));
    expect(got[i]).toBeCloseTo(-sumOf(chances.map(Math.log)), 10);
  });
});

test("the chances of all orders of three items sum to 1", async () => {
  const orders = [
    [2, 1, 0],
    [2, 0, 1],
    [1, 2, 0],
    [1, 0, 2],
    [0, 2, 1],
    [0, 1, 2],
  ];
  const values = await numbersOf(listMle(float64(orders), float64(orders.map(() => [0.3, -1.2, 2]))));
  expect(sumOf(values.map((value) => Math.exp(-value)))).toBeCloseTo(1, 12);
});

test("far scores: no logarithm of a sum that vanished", async () => {
  const { value, gradient } = await valueAndGradient((s) => listMle(float64([[0, 1, 2]]), s), [[-400, -200, 0]], {
    dtype: "float64",
  });
  expect(value[0]).toBeCloseTo(0, 12);
  for (const each of gradient) expect(each).toBeCloseTo(0, 12);
});
