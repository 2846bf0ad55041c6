import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import { multilabelSoftMargin } from "./multilabelSoftMargin.ts";

const [bits, scores] = [drawBits(5, 3), drawRows(5, 3)];

test("is the mean of weighted logistic losses", async () => {
  const classWeights = [1, 0.5, 2];
  const want = scores.map((row, i) =>
    meanOf(row.map((z, c) => (classWeights[c] as number) * Math.log1p(Math.exp(bits[i]?.[c] === 1 ? -z : z)))),
  );
  await expectValues(multilabelSoftMargin(float64(bits), float64(scores), { classWeights }), want);
});

test("without weights is binaryCrossentropy of logits", async () => {
  const [t, z] = [float64(bits), float64(scores)];
  await expectValues(multilabelSoftMargin(t, z), await numbersOf(binaryCrossentropy(t, z, { fromLogits: true })));
});
