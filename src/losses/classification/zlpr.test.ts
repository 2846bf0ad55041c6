import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { bits, scores, sumOf } from "../../../tests/losses/scores.ts";
import { zlpr } from "./zlpr.ts";

test("both sides against 0", async () => {
  const [z, y] = [scores(6, 5), bits(6, 5)];
  const got = await numbersOf(zlpr(float64(y), float64(z)));
  z.forEach((row, i) => {
    const side = (label: number): number[] => row.filter((_, c) => y[i]?.[c] === label);
    const want = Math.log1p(sumOf(side(0).map(Math.exp))) + Math.log1p(sumOf(side(1).map((s) => Math.exp(-s))));
    expect(got[i]).toBeCloseTo(want, 11);
  });
});

test("no label is there: one side only", async () => {
  const got = await numbersOf(zlpr(float64([[0, 0]]), float64([[1, -1]])));
  expect(got[0]).toBeCloseTo(Math.log(1 + Math.exp(1) + Math.exp(-1)), 12);
});
