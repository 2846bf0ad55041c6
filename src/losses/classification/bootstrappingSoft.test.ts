import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { bootstrappingSoft } from "./bootstrappingSoft.ts";

test("cross-entropy to the label mixed with the prediction", async () => {
  const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const got = await numbersOf(bootstrappingSoft(int64(y), yPred, { fromLogits, beta: 0.7 }));
    z.map(softmaxOf).forEach((p, i) => {
      const want = -sumOf(p.map((each, c) => (0.7 * (c === y[i] ? 1 : 0) + 0.3 * each) * Math.log(each)));
      expect(got[i]).toBeCloseTo(want, 12);
    });
  }
});
