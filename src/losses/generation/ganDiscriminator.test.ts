import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { ganDiscriminator } from "./ganDiscriminator.ts";

test("binary cross-entropy of both kinds, averaged over patches", async () => {
  const [real, fake] = [
    [
      [1, -2],
      [0, 30],
    ],
    [
      [-1, 0.5],
      [40, -40],
    ],
  ];
  const plus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const want = real.map((row, i) => row.reduce((sum, x, j) => sum + plus(-x) + plus(fake[i]?.[j] as number), 0) / 2);
  const got = await numbersOf(ganDiscriminator(float64(real), float64(fake)));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});

test("one-sided smoothing moves the target of real examples only", async () => {
  const [value] = await numbersOf(ganDiscriminator(float64([2]), float64([-50]), { realLabel: 0.9 }));
  const p = 1 / (1 + Math.exp(-2));
  expect(value).toBeCloseTo(-0.9 * Math.log(p) - 0.1 * Math.log(1 - p), 12);
});
