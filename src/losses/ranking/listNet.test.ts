import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { listNet } from "./listNet.ts";

test("cross-entropy of the chances to be first, padding left out", async () => {
  const { relevance, items } = randomLists(6);
  const got = await numbersOf(listNet(float64(relevance), float64(items)));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const [p, q] = [softmaxOf(list.map(({ y }) => y)), softmaxOf(list.map(({ s }) => s))];
    expect(got[i]).toBeCloseTo(-sumOf(p.map((each, k) => each * Math.log(q[k] as number))), 10);
  });
});
