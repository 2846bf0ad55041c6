import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, sigmoidOf, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { top1Max } from "./top1Max.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(top1Max(float64(chosen), float64(others)));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const w = softmaxOf(n);
    const want = sumOf(n.map((s, j) => (w[j] as number) * (sigmoidOf(s - p) + sigmoidOf(s * s))));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});
