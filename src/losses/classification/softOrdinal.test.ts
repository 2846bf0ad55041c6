import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softOrdinal } from "./softOrdinal.ts";

const [z, y] = [drawRows(6, 5), drawLabels(6, 5)];

test.each(["absolute", "squared"] as const)("%s distances, from logits and probabilities", async (distance) => {
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const got = await numbersOf(softOrdinal(int64(y), yPred, { fromLogits, distance, sharpness: 0.7 }));
    z.map(softmaxOf).forEach((p, i) => {
      const steps = p.map((_, c) => Math.abs(c - (y[i] as number)) ** (distance === "squared" ? 2 : 1));
      const target = softmaxOf(steps.map((step) => -0.7 * step));
      expect(got[i]).toBeCloseTo(-sumOf(target.map((t, c) => t * Math.log(p[c] as number))), 12);
    });
  }
});

test("sharp targets: cross-entropy", async () => {
  const got = await numbersOf(softOrdinal(int64(y), float64(z), { fromLogits: true, sharpness: 100 }));
  z.forEach((row, i) => {
    expect(got[i]).toBeCloseTo(-Math.log(softmaxOf(row)[y[i] as number] as number), 12);
  });
});
