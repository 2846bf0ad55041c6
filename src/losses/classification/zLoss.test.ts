import { test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { zLoss } from "./zLoss.ts";

test("is cross-entropy and a multiple of the squared logarithm of the normaliser", async () => {
  const [labels, logits] = [drawLabels(6, 4), drawRows(6, 4)];
  const want = logits.map((row, i) => {
    const normaliser = Math.log(sumOf(row.map(Math.exp)));
    return normaliser - (row[labels[i] as number] as number) + 0.3 * normaliser ** 2;
  });
  await expectValues(zLoss(int64(labels), float64(logits), { coefficient: 0.3 }), want);
});

test("an ignored label has neither", async () => {
  const { value, gradient } = await valueAndGradient((z) => zLoss(int64([-1]), z, { ignoreClass: -1 }), [[5, 3]]);
  expectNumbers([...value, ...gradient], [0, 0, 0]);
});
