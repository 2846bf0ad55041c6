import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, sumOf } from "../../../tests/losses/numbers.ts";
import { warp } from "./warp.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(warp(float64(chosen), float64(others), { margin: 0.8 }));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const rank = n.filter((s) => p - s < 0.8).length;
    const harmonic = sumOf(Array.from({ length: rank }, (_, k) => 1 / (k + 1)));
    const want = rank === 0 ? 0 : (harmonic / rank) * sumOf(n.map((s) => Math.max(0, 0.8 - (p - s))));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});

test("an item ahead of all others by the margin has no loss and no gradient", async () => {
  const { value, gradient } = await valueAndGradient((n) => warp(float64([5]), n), [[1, 2, 3]], { dtype: "float64" });
  expect(value).toEqual([0]);
  for (const each of gradient) expect(Math.abs(each)).toBe(0);
});
