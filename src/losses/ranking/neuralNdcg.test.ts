import { expect, test } from "vitest";
import { randomLists, realItems } from "../../../tests/losses/lists.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { neuralNdcg } from "./neuralNdcg.ts";

const { relevance, items } = randomLists(8);
const gain = (y: number): number => 2 ** y - 1;
const dcg = (gains: readonly number[]): number => sumOf(gains.map((g, k) => g / Math.log2(k + 2)));

function bruteForce(list: readonly { y: number; s: number }[], temperature: number, iterations: number): number {
  const n = list.length;
  let matrix = list.map((_, i) =>
    softmaxOf(list.map((a) => ((n - 1 - 2 * i) * a.s - sumOf(list.map((b) => Math.abs(a.s - b.s)))) / temperature)),
  );
  for (let round = 0; round < iterations; round++) {
    const columns = list.map((_, j) => sumOf(matrix.map((row) => row[j] as number)));
    matrix = matrix.map((row) => row.map((each, j) => each / (columns[j] as number)));
    matrix = matrix.map((row) => row.map((each) => each / sumOf(row)));
  }
  const sorted = matrix.map((row) => sumOf(row.map((each, j) => each * gain(list[j]?.y as number))));
  return 1 - dcg(sorted) / dcg(list.map(({ y }) => gain(y)).sort((a, b) => b - a));
}

test.each([0, 1, 20])("NDCG of the gains in soft order, %d rounds of scaling, padding left out", async (iterations) => {
  const got = await numbersOf(neuralNdcg(float64(relevance), float64(items), { temperature: 2, iterations }));
  relevance.forEach((row, i) => {
    expect(got[i]).toBeCloseTo(bruteForce(realItems(row, items[i] as number[]), 2, iterations), 9);
  });
});

test("1 - NDCG as the temperature goes to 0", async () => {
  const got = await numbersOf(neuralNdcg(float64(relevance), float64(items), { temperature: 1e-4 }));
  relevance.forEach((row, i) => {
    const list = realItems(row, items[i] as number[]);
    const best = dcg(list.map(({ y }) => gain(y)).sort((a, b) => b - a));
    expect(got[i]).toBeCloseTo(1 - dcg([...list].sort((a, b) => b.s - a.s).map(({ y }) => gain(y))) / best, 9);
  });
});
