import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { bits, scores, sumOf } from "../../../tests/losses/scores.ts";
import spec, { logSumExpPairwise } from "./logSumExpPairwise.ts";

test("over all pairs of a label that is 0 and one that is 1", async () => {
  const [z, y] = [scores(6, 5), bits(6, 5)];
  const got = await numbersOf(logSumExpPairwise(float64(y), float64(z)));
  z.forEach((row, i) => {
    const side = (label: number): number[] => row.filter((_, c) => y[i]?.[c] === label);
    const pairs = side(0).flatMap((v) => side(1).map((u) => Math.exp(v - u)));
    expect(got[i]).toBeCloseTo(Math.log1p(sumOf(pairs)), 11);
  });
});

test("examples whose labels are all alike do not count", async () => {
  const yTrue = float64([
    [1, 1],
    [0, 0],
    [1, 0],
  ]);
  const mask = spec.mask?.(yTrue, yTrue);
  expect(mask && (await numbersOf(mask))).toEqual([0, 0, 1]);
  expect((await numbersOf(logSumExpPairwise(yTrue, yTrue))).slice(0, 2)).toEqual([0, 0]);
});
