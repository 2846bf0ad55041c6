import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, gradientOf, sumOf } from "../../../tests/losses/numbers.ts";
import { implicitQ } from "./implicitQ.ts";

test("half at 0.5, its own way on either side", async () => {
  await expectValues(implicitQ(float64([3, 0]), float64([1, 2]), { expectile: 0.5 }), [2, 2]);
  await expectValues(implicitQ(float64([3, 0]), float64([1, 2]), { expectile: 0.9 }), [3.6, 0.4]);
});

test("its minimum is the expectile", async () => {
  const sample = [0, 1, 2, 10];
  const slope = async (v: number): Promise<number> =>
    sumOf(
      await gradientOf(
        (x) => implicitQ(float64(sample), x, { expectile: 0.8 }),
        sample.map(() => v),
      ),
    );
  // 0.8 (10 - v) = 0.2 (3 v - 3)
  const v = 8.6 / 1.4;
  expect(Math.abs(await slope(v))).toBeLessThan(1e-9);
});
