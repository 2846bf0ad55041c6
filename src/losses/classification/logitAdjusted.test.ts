import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { input } from "../../core/tensor.ts";
import { logitAdjusted } from "./logitAdjusted.ts";

const [z, y, classCounts] = [drawRows(6, 4), drawLabels(6, 4), [50, 20, 5, 1]];

test("odds times the classes' counts to the power of tau", async () => {
  const got = await numbersOf(logitAdjusted(int64(y), float64(z), { classCounts, tau: 0.7 }));
  z.forEach((row, i) => {
    const odds = row.map((each, c) => Math.exp(each) * (classCounts[c] as number) ** 0.7);
    expect(got[i]).toBeCloseTo(-Math.log((odds[y[i] as number] as number) / sumOf(odds)), 12);
  });
});

test("without counts, or with equal ones, it is cross-entropy", async () => {
  for (const options of [{}, { classCounts: [7, 7, 7, 7] }]) {
    const got = await numbersOf(logitAdjusted(int64(y), float64(z), options));
    z.forEach((row, i) => {
      expect(got[i]).toBeCloseTo(-Math.log(softmaxOf(row)[y[i] as number] as number), 12);
    });
  }
});

test("there is one count for each class", () => {
  const call = (): unknown => logitAdjusted(int64(y), input("z", [6, 4]), { classCounts: [1, 2, 3] });
  expect(call).toThrow("logitAdjusted: expected 4 numbers, one for each entry of the last axis of yPred, got 3");
});
