import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { asymmetric } from "./asymmetric.ts";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";

const [z, y] = [drawRows(6, 5), drawBits(6, 5)];

test.each([
  [3, 0.5, 0.1],
  [0.5, 0, 0],
])("gammas %d and %d, clip %d", async (gammaNegative, gammaPositive, clip) => {
  const got = await numbersOf(asymmetric(float64(y), float64(z), { gammaNegative, gammaPositive, clip }));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const [p, lowered] = [sigmoidOf(each), Math.max(sigmoidOf(each) - clip, 0)];
      if (y[i]?.[c] === 1) return -((1 - p) ** gammaPositive) * Math.log(p);
      return -(lowered ** gammaNegative) * Math.log(1 - lowered);
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});

test("without focusing and clipping it is binary cross-entropy", async () => {
  const options = { gammaNegative: 0, gammaPositive: 0, clip: 0 };
  const got = await numbersOf(asymmetric(float64(y), float64(z), options));
  const want = await numbersOf(binaryCrossentropy(float64(y), float64(z), { fromLogits: true }));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});
