import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { equalizedFocal } from "./equalizedFocal.ts";

const [z, y] = [drawRows(6, 3), drawBits(6, 3)];
const sums = [
  [3, 0.5, 2],
  [4, 6, 1],
];
const options = { gamma: 1.5, scale: 4, alpha: 0.3 };

test("a larger exponent and factor for classes with little gradient from positives", async () => {
  const got = await numbersOf(equalizedFocal(float64(y), float64(z), float64(sums), options));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const isThere = y[i]?.[c] === 1;
      const p = sigmoidOf(isThere ? each : -each);
      const ratio = Math.min(1, (sums[0]?.[c] as number) / (sums[1]?.[c] as number));
      const exponent = 1.5 + 4 * (1 - ratio);
      return -((isThere ? 0.3 : 0.7) * exponent * (1 - p) ** exponent * Math.log(p)) / 1.5;
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});

test("the sums grow by the sizes of the batch's own gradients", async () => {
  const update = spec.update?.(float64(y), float64(z), float64(sums), options);
  const got = await numbersOf(update?.["gradientSums"] as Tensor);
  const { gradient } = await valueAndGradient((x) => equalizedFocal(float64(y), x, float64(sums), options), z, {
    dtype: "float64",
  });
  for (const side of [0, 1])
    for (const c of [0, 1, 2]) {
      const sizes = z.map((_, i) => {
        const isSide = (y[i]?.[c] === 1) === (side === 0);
        return isSide ? 3 * Math.abs(gradient[3 * i + c] as number) : 0; // the loss is a mean of 3
      });
      expect(got[3 * side + c]).toBeCloseTo((sums[side]?.[c] as number) + sumOf(sizes), 11);
    }
});
