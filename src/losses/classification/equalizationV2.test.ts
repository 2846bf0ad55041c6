import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import spec, { equalizationV2 } from "./equalizationV2.ts";

const [z, y] = [drawRows(6, 3), drawBits(6, 3)];
const sums = [
  [3, 0.5, 2],
  [4, 6, 1],
];
const options = { gamma: 5, mu: 0.6, alpha: 3 };
const weightOf = (i: number, c: number): number => {
  const negative = sigmoidOf(5 * ((sums[0]?.[c] as number) / (sums[1]?.[c] as number) - 0.6));
  return y[i]?.[c] === 1 ? 1 + 3 * (1 - negative) : negative;
};

test("positives up, negatives down, by the ratio of gradients", async () => {
  const got = await numbersOf(equalizationV2(float64(y), float64(z), float64(sums), options));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => -weightOf(i, c) * Math.log(sigmoidOf(y[i]?.[c] === 1 ? each : -each)));
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});

test("the sums grow by the sizes of the batch's gradients", async () => {
  const update = spec.update?.(float64(y), float64(z), float64(sums), options);
  const got = await numbersOf(update?.["gradientSums"] as Tensor);
  for (const side of [0, 1])
    for (const c of [0, 1, 2]) {
      const sizes = z.map((row, i) => {
        const isSide = (y[i]?.[c] === 1) === (side === 0);
        return isSide ? weightOf(i, c) * Math.abs(sigmoidOf(row[c] as number) - (y[i]?.[c] as number)) : 0;
      });
      expect(got[3 * side + c]).toBeCloseTo((sums[side]?.[c] as number) + sumOf(sizes), 11);
    }
});

test("at first it is binary cross-entropy", async () => {
  const none = float64([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const got = await numbersOf(equalizationV2(float64(y), float64(z), none));
  const want = await numbersOf(binaryCrossentropy(float64(y), float64(z), { fromLogits: true }));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});
