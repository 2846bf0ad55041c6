import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { sequenceCrossentropy } from "./sequenceCrossentropy.ts";

const logits = drawCube(2, 3, 4);
const labels = int64([
  [1, 3, 0],
  [2, -7, 99],
]);
const lengths = int64([3, 1]);

const nats = (i: number, t: number, smoothing: number, label: number): number => {
  const logs = softmaxOf(logits[i]?.[t] as number[]).map(Math.log);
  return -(1 - smoothing) * (logs[label] as number) - (smoothing / 4) * sumOf(logs);
};

test.each([0, 0.2])("positions past the end count 0, label smoothing %d", async (labelSmoothing) => {
  const of = (i: number, t: number, label: number): number => nats(i, t, labelSmoothing, label);
  const want = [of(0, 0, 1), of(0, 1, 3), of(0, 2, 0), of(1, 0, 2), 0, 0];
  await expectValues(sequenceCrossentropy(labels, float64(logits), lengths, { labelSmoothing }), want);
});

test("and leave the mean", async () => {
  const values = sequenceCrossentropy(labels, float64(logits), lengths);
  const mask = spec.mask?.(labels, float64(logits), lengths);
  const counted = (await numbersOf(values)).filter((value) => value !== 0);
  await expectValues(reduceLoss(values, { reduction: "mean", mask }), [sumOf(counted) / 4]);
});
