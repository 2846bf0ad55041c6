import { test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, softmaxOf } from "../../../tests/losses/numbers.ts";
import { complementaryLabel } from "./complementaryLabel.ts";

test("is -log(1 - p) of the class that it is not", async () => {
  const [labels, logits] = [drawLabels(6, 4), drawRows(6, 4)];
  const want = logits.map((row, i) => -Math.log(1 - (softmaxOf(row)[labels[i] as number] as number)));
  await expectValues(complementaryLabel(int64(labels), float64(logits)), want);
});

test("sure of the wrong class: the loss grows with the gap", async () => {
  const { value, gradient } = await valueAndGradient((z) => complementaryLabel(int64([0]), z), [[1e4, 0, -1e4]]);
  expectNumbers([...value, ...gradient], [1e4, 1, -1, 0]);
});
