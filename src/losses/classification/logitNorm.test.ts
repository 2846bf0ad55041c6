import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { mul } from "../../ops/arithmetic.ts";
import { logitNorm } from "./logitNorm.ts";

const [labels, logits] = [drawLabels(6, 4), drawRows(6, 4)];

test("is cross-entropy of logits over their length and the temperature", async () => {
  const want = logits.map((row, i) => {
    const length = Math.sqrt(sumOf(row.map((z) => z ** 2)));
    return -Math.log(softmaxOf(row.map((z) => z / length / 0.2))[labels[i] as number] as number);
  });
  await expectValues(logitNorm(int64(labels), float64(logits), { temperature: 0.2 }), want);
});

test("the length of the logits does not matter", async () => {
  const want = await numbersOf(logitNorm(int64(labels), float64(logits)));
  await expectValues(logitNorm(int64(labels), mul(float64(logits), 1000)), want, 1e-9);
});
