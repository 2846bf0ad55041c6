import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { maximumMeanDiscrepancy } from "./maximumMeanDiscrepancy.ts";

test("0 for equal samples; two points far apart: 1 + 1", async () => {
  const a = float64([[[0], [1]]]);
  expect((await numbersOf(maximumMeanDiscrepancy(a, a)))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(maximumMeanDiscrepancy(float64([[[0]]]), float64([[[100]]]))))[0]).toBeCloseTo(2, 12);
});

test("without points beside themselves it can be below 0", async () => {
  const [value] = await numbersOf(
    maximumMeanDiscrepancy(float64([[[0], [1]]]), float64([[[0], [1]]]), { unbiased: true }),
  );
  expect(value).toBeCloseTo(2 * Math.exp(-0.5) - (1 + Math.exp(-0.5)), 12);
});
