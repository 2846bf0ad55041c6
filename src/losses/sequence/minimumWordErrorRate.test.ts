import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { minimumWordErrorRate } from "./minimumWordErrorRate.ts";

test("expected errors beyond the mean of the list", async () => {
  const scores = drawRows(2, 3);
  const errors = [
    [0, 2, 5],
    [1, 1, 1],
  ];
  const want = scores.map((row, i) => {
    const list = errors[i] as number[];
    return sumOf(softmaxOf(row).map((p, k) => p * ((list[k] as number) - sumOf(list) / 3)));
  });
  await expectValues(minimumWordErrorRate(float64(scores), float64(errors)), want);
});
