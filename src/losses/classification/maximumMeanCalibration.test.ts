import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, meanOf, softmaxOf } from "../../../tests/losses/numbers.ts";
import { maximumMeanCalibration } from "./maximumMeanCalibration.ts";

test("is the kernel's weighted product of gaps, whose mean is not negative", async () => {
  const [labels, logits] = [drawLabels(12, 4), drawRows(12, 4)];
  const probabilities = logits.map(softmaxOf);
  const sure = probabilities.map((row) => Math.max(...row));
  const gaps = probabilities.map(
    (row, i) => Number(row.indexOf(sure[i] as number) === labels[i]) - (sure[i] as number),
  );
  const want = gaps.map((gap, i) =>
    meanOf(gaps.map((other, j) => gap * other * Math.exp(-Math.abs((sure[i] as number) - (sure[j] as number)) / 0.2))),
  );
  const got = await numbersOf(maximumMeanCalibration(int64(labels), float64(probabilities), { width: 0.2 }));
  expectNumbers(got, want);
  expect(meanOf(got)).toBeGreaterThan(0);
  await expectValues(maximumMeanCalibration(int64(labels), float64(logits), { width: 0.2, fromLogits: true }), want);
});

test("sure and right is 0", async () => {
  await expectValues(
    maximumMeanCalibration(
      int64([0, 1]),
      float64([
        [1, 0],
        [0, 1],
      ]),
    ),
    [0, 0],
  );
});
