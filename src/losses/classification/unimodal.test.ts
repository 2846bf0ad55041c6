import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { unimodal } from "./unimodal.ts";

test("cross-entropy plus what does not fall away from the label", async () => {
  const [z, y] = [drawRows(6, 5), drawLabels(6, 5)];
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const got = await numbersOf(unimodal(int64(y), yPred, { fromLogits, lambda: 3, margin: 0.1 }));
    z.map(softmaxOf).forEach((p, i) => {
      const label = y[i] as number;
      let want = -Math.log(p[label] as number);
      for (let k = 0; k < 4; k++) {
        const step = (p[k + 1] as number) - (p[k] as number);
        want += 3 * Math.max(0, 0.1 + (k < label ? -step : step));
      }
      expect(got[i]).toBeCloseTo(want, 11);
    });
  }
});
