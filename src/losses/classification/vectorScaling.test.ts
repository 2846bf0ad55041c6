import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { logitAdjusted } from "./logitAdjusted.ts";
import { vectorScaling } from "./vectorScaling.ts";

const [z, y, classCounts] = [drawRows(6, 4), drawLabels(6, 4), [50, 20, 5, 1]];

test("logits scaled and shifted class by class", async () => {
  const got = await numbersOf(vectorScaling(int64(y), float64(z), { classCounts, gamma: 0.2, tau: 1.5 }));
  z.forEach((row, i) => {
    const share = (c: number): number => (classCounts[c] as number) / 50;
    const p = softmaxOf(row.map((each, c) => share(c) ** 0.2 * each + 1.5 * Math.log(share(c))));
    expect(got[i]).toBeCloseTo(-Math.log(p[y[i] as number] as number), 12);
  });
});

test("unscaled it is logitAdjusted", async () => {
  const got = await numbersOf(vectorScaling(int64(y), float64(z), { classCounts, gamma: 0 }));
  const want = await numbersOf(logitAdjusted(int64(y), float64(z), { classCounts }));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});
