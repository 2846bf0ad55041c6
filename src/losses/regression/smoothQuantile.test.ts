import { expect, test } from "vitest";
import { drawNumbers, expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { quantile } from "./quantile.ts";
import { smoothQuantile } from "./smoothQuantile.ts";

test.each([
  [0.2, 0.1],
  [0.7, 1.5],
])("quantile %d smoothed over %d", (q, smoothing) =>
  expectElementwise(
    (y, p) => smoothQuantile(y, p, { quantile: q, smoothing }),
    (y, p) => q * (y - p) + smoothing * Math.log1p(Math.exp(-(y - p) / smoothing)),
  ),
);

test("between the quantile loss and smoothing · log 2 above it", async () => {
  const errors = drawNumbers("normal", 30, 2);
  const zeros = float64(errors.map(() => 0));
  const smooth = await numbersOf(smoothQuantile(zeros, float64(errors), { quantile: 0.3, smoothing: 2 }));
  const plain = await numbersOf(quantile(zeros, float64(errors), { quantile: 0.3 }));
  smooth.forEach((value, i) => {
    expect(value).toBeGreaterThanOrEqual(plain[i] as number);
    expect(value).toBeLessThanOrEqual((plain[i] as number) + 2 * Math.LN2);
  });
});
