import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { multilabelMargin } from "./multilabelMargin.ts";

test("is the sum over labels and others of max(0, margin - label + other) / C", async () => {
  const [bits, scores] = [drawBits(6, 4), drawRows(6, 4)];
  const want = scores.map((row, n) => {
    let total = 0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        if (bits[n]?.[i] === 1 && bits[n]?.[j] === 0)
          total += Math.max(0, 0.5 - (row[i] as number) + (row[j] as number));
    return total / 4;
  });
  await expectValues(multilabelMargin(float64(bits), float64(scores), { margin: 0.5 }), want);
});

test("no label, or nothing but labels, is no loss", async () => {
  const yTrue = [
    [0, 0],
    [1, 1],
  ];
  const yPred = [
    [1, 2],
    [1, 2],
  ];
  await expectValues(multilabelMargin(float64(yTrue), float64(yPred)), [0, 0]);
});

test("the example of PyTorch's documentation", async () => {
  // Its target [3, 0, -1, 1] lists classes 3 and 0.
  await expectValues(multilabelMargin(float64([[1, 0, 0, 1]]), float64([[0.1, 0.2, 0.4, 0.8]])), [0.85]);
});
