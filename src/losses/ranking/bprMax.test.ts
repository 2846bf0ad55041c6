import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, sigmoidOf, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { bpr } from "./bpr.ts";
import { bprMax } from "./bprMax.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(bprMax(float64(chosen), float64(others), { lambda: 0.4 }));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const w = softmaxOf(n);
    const preferred = sumOf(n.map((s, j) => (w[j] as number) * sigmoidOf(p - s)));
    const want = -Math.log(preferred) + 0.4 * sumOf(n.map((s, j) => (w[j] as number) * s * s));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});

test("one other item, no pull: bpr", async () => {
  const [p, n] = [float64([0.3, -2]), float64([[1.5], [0.5]])];
  const [got, want] = await Promise.all([numbersOf(bprMax(p, n, { lambda: 0 })), numbersOf(bpr(p, n))]);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});
