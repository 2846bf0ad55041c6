import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { backwardCorrection } from "./backwardCorrection.ts";

test("its mean over the noise is the cross-entropy of the clean label", async () => {
  const flips = [
    [0.8, 0.2],
    [0.1, 0.9],
  ];
  const inverse = [
    [0.9 / 0.7, -0.2 / 0.7],
    [-0.1 / 0.7, 0.8 / 0.7],
  ];
  const z = drawRows(4, 2);
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const observed = await Promise.all(
      [0, 1].map((label) =>
        numbersOf(backwardCorrection(int64(Array(4).fill(label)), yPred, float64(inverse), { fromLogits })),
      ),
    );
    for (const truth of [0, 1])
      z.map(softmaxOf).forEach((p, i) => {
        const mean = sumOf(observed.map((row, label) => (row[i] as number) * (flips[truth]?.[label] as number)));
        expect(mean).toBeCloseTo(-Math.log(p[truth] as number), 12);
      });
  }
});
