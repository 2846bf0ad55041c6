import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf } from "../../../tests/losses/numbers.ts";
import { pairwiseAuc } from "./pairwiseAuc.ts";
import { partialAuc } from "./partialAuc.ts";

const [s, y] = [drawRows(7, 1).flat(), [1, 0, 0, 1, 0, 1, 0]];
const positives = y.flatMap((label, i) => (label === 1 ? [i] : []));

test("a soft maximum over the negatives", async () => {
  const got = await numbersOf(partialAuc(float64(y), float64(s), { margin: 0.8, temperature: 0.5 }));
  for (const i of positives) {
    const costs = s.filter((_, j) => y[j] === 0).map((other) => Math.max(0, 0.8 - ((s[i] as number) - other)) ** 2);
    expect(got[i]).toBeCloseTo(0.5 * Math.log(meanOf(costs.map((cost) => Math.exp(cost / 0.5)))), 10);
  }
});

test("the hardest negative at small temperatures, pairwiseAuc at large ones", async () => {
  const [sharp, flat, all] = await Promise.all([
    numbersOf(partialAuc(float64(y), float64(s), { temperature: 1e-4 })),
    numbersOf(partialAuc(float64(y), float64(s), { temperature: 1e7 })),
    numbersOf(pairwiseAuc(float64(y), float64(s))),
  ]);
  const hardest = Math.max(...s.filter((_, j) => y[j] === 0));
  for (const i of positives) {
    expect(sharp[i]).toBeCloseTo(Math.max(0, 1 - ((s[i] as number) - hardest)) ** 2, 3);
    expect(flat[i]).toBeCloseTo(all[i] as number, 4);
  }
});

test("without negatives nothing is lost", async () => {
  expect(await numbersOf(partialAuc(float64([1, 1]), float64([0, 1])))).toEqual([0, 0]);
});
