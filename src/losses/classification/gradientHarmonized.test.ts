import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { gradientHarmonized } from "./gradientHarmonized.ts";

test("each bin of gradient sizes has the same weight in all", async () => {
  const [z, y] = [drawRows(6, 5), drawBits(6, 5)];
  const got = await numbersOf(gradientHarmonized(float64(y), float64(z), { bins: 4 }));
  const binOf = (i: number, c: number): number =>
    Math.min(3, Math.floor(4 * Math.abs(sigmoidOf(z[i]?.[c] as number) - (y[i]?.[c] as number))));
  const counts = [0, 0, 0, 0];
  z.forEach((row, i) => {
    row.forEach((_, c) => {
      counts[binOf(i, c)] = (counts[binOf(i, c)] as number) + 1;
    });
  });
  const used = counts.filter((count) => count > 0).length;
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const surprise = -Math.log(y[i]?.[c] === 1 ? sigmoidOf(each) : sigmoidOf(-each));
      return (30 / used / (counts[binOf(i, c)] as number)) * surprise;
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});
