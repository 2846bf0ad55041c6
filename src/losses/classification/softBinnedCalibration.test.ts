import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import {
  drawLabels,
  drawRows,
  expectNumbers,
  expectValues,
  meanOf,
  softmaxOf,
  sumOf,
} from "../../../tests/losses/numbers.ts";
import { softBinnedCalibration } from "./softBinnedCalibration.ts";

const [labels, logits] = [drawLabels(12, 4), drawRows(12, 4)];
const probabilities = logits.map(softmaxOf);
const sure = probabilities.map((row) => Math.max(...row));
const right = probabilities.map((row, i) => Number(row.indexOf(Math.max(...row)) === labels[i]));

test.each([1, 2])("its mean is the soft-binned calibration error to the power %d", async (p) => {
  const [bins, temperature] = [5, 0.03];
  const belongs = sure.map((c) =>
    softmaxOf(Array.from({ length: bins }, (_, i) => -((c - (i + 0.5) / bins) ** 2) / temperature)),
  );
  const error = sumOf(
    Array.from({ length: bins }, (_, i) => {
      const u = belongs.map((row) => row[i] as number);
      const confidence = sumOf(u.map((weight, n) => weight * (sure[n] as number))) / sumOf(u);
      const accuracy = sumOf(u.map((weight, n) => weight * (right[n] as number))) / sumOf(u);
      return (sumOf(u) / sure.length) * Math.abs(accuracy - confidence) ** p;
    }),
  );
  const options = { bins, temperature, p };
  const got = await numbersOf(softBinnedCalibration(int64(labels), float64(probabilities), options));
  expectNumbers([meanOf(got)], [error]);
  await expectValues(softBinnedCalibration(int64(labels), float64(logits), { ...options, fromLogits: true }), got);
});

test("with hard bins is the usual error: all sure, half right", async () => {
  const yPred = Array.from({ length: 4 }, () => [1, 0]);
  await expectValues(
    softBinnedCalibration(int64([0, 0, 1, 1]), float64(yPred), { p: 1, temperature: 1e-6 }),
    [0.5, 0.5, 0.5, 0.5],
  );
});
