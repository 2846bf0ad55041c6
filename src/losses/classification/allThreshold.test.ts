import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, sumOf } from "../../../tests/losses/numbers.ts";
import { allThreshold } from "./allThreshold.ts";

const softplus = (x: number): number => Math.log1p(Math.exp(x));
const cutpoints = [-1, 0.3, -0.5];
const thresholds = [-1, -1 + softplus(0.3), -1 + softplus(0.3) + softplus(-0.5)];

test.each([false, true])("thresholds next to the class only: %s", async (immediate) => {
  const [s, y] = [drawRows(8, 1).flat(), drawLabels(8, 4)];
  const got = await numbersOf(allThreshold(int64(y), float64(s), float64(cutpoints), { immediate }));
  s.forEach((score, i) => {
    const label = y[i] as number;
    const terms = thresholds.map((threshold, k) => {
      if (immediate && k !== label && k !== label - 1) return 0;
      return softplus(label > k ? threshold - score : score - threshold);
    });
    expect(got[i]).toBeCloseTo(sumOf(terms), 12);
  });
});
