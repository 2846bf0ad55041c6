import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf } from "../../../tests/losses/numbers.ts";
import { multilabelRanking } from "./multilabelRanking.ts";

test("the mean over all pairs of a label that is 1 and one that is 0", async () => {
  const [s, y] = [drawRows(6, 5), drawBits(6, 5)];
  const got = await numbersOf(multilabelRanking(float64(y), float64(s), { margin: 0.7 }));
  s.forEach((row, i) => {
    const side = (label: number): number[] => row.filter((_, c) => y[i]?.[c] === label);
    const pairs = side(1).flatMap((u) => side(0).map((v) => Math.max(0, 0.7 - (u - v))));
    expect(got[i]).toBeCloseTo(pairs.length === 0 ? 0 : meanOf(pairs), 12);
  });
});
