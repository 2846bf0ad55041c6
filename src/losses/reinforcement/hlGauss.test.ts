import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { hlGauss } from "./hlGauss.ts";

const logits = drawRows(3, 4);

/** Mass of a normal distribution, by the midpoint rule. */
function mass(from: number, to: number, mean: number, deviation: number): number {
  const steps = 20_000;
  const width = (to - from) / steps;
  return sumOf(
    Array.from(
      { length: steps },
      (_, i) => Math.exp(-(((from + (i + 0.5) * width - mean) / deviation) ** 2) / 2) * width,
    ),
  );
}

test("mass in each bin, of what lies between the edges", async () => {
  const numbers = [0.3, -1.9, 5];
  const want = numbers.map((y, i) => {
    const parts = [-2, -1, 0, 1].map((edge) => mass(edge, edge + 1, Math.min(y, 2), 0.75));
    return -sumOf(softmaxOf(logits[i] as number[]).map((p, k) => ((parts[k] as number) / sumOf(parts)) * Math.log(p)));
  });
  const got = hlGauss(float64(numbers), float64(logits), { minValue: -2, maxValue: 2 });
  await expectValues(got, want, 1e-6);
});
