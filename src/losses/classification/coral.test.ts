import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { coral } from "./coral.ts";

test("the value published with coral-pytorch", async () => {
  const logits = [
    [2.1, 1.8, -2.1, -1.8],
    [1.9, -1, -1.5, -1.3],
    [1.9, 1.8, 1.7, 1.6],
  ];
  const got = await numbersOf(coral(int64([2, 1, 4]), float64(logits)));
  expect(meanOf(got)).toBeCloseTo(0.692, 4);
});

test("weights of thresholds", async () => {
  const [z, y, importance] = [drawRows(6, 3), drawLabels(6, 4), [1, 0.5, 2]];
  const got = await numbersOf(coral(int64(y), float64(z), { importance }));
  z.forEach((row, i) => {
    const terms = row.map((each, k) => -Math.log(sigmoidOf((y[i] as number) > k ? each : -each)));
    expect(got[i]).toBeCloseTo(sumOf(terms.map((term, k) => term * (importance[k] as number))), 12);
  });
});
