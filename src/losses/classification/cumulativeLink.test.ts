import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { cumulativeLink } from "./cumulativeLink.ts";

const cutpoints = [-1, 0.3, -0.5];
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const thresholds = [-1, -1 + softplus(0.3), -1 + softplus(0.3) + softplus(-0.5)];

test("differences of the logistic distribution; the chances of all classes sum to 1", async () => {
  const score = 0.4;
  const got = await numbersOf(
    cumulativeLink(int64([0, 1, 2, 3]), float64([score, score, score, score]), float64(cutpoints)),
  );
  const below = [0, ...thresholds.map((each) => sigmoidOf(each - score)), 1];
  got.forEach((value, y) => {
    expect(value).toBeCloseTo(-Math.log((below[y + 1] as number) - (below[y] as number)), 12);
  });
  expect(sumOf(got.map((value) => Math.exp(-value)))).toBeCloseTo(1, 12);
});

test("two classes: logistic regression", async () => {
  const got = await numbersOf(cumulativeLink(int64([0, 1]), float64([0.7, 0.7]), float64([0.2])));
  expect(got[0]).toBeCloseTo(softplus(0.5), 12);
  expect(got[1]).toBeCloseTo(softplus(-0.5), 12);
});

test("far in the tail, where the difference of the two sigmoids is 0", async () => {
  const { value, gradient } = await valueAndGradient((s) => cumulativeLink(int64([1]), s, float64([0, 0])), [1000], {
    dtype: "float64",
  });
  expect(value[0]).toBeCloseTo(1000, 8); // 1000 - log 2 for the threshold, + log 2 for the width
  expect(gradient[0]).toBeCloseTo(1, 12);
});
