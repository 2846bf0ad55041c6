import { expect, test } from "vitest";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectNumbers, expectValues } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { logSumExpPairwise } from "./logSumExpPairwise.ts";

test("is log(1 + sum over labels and others of e^(other - label))", async () => {
  const [bits, scores] = [drawBits(6, 4), drawRows(6, 4)];
  const want = scores.map((row, n) => {
    let total = 1;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        if (bits[n]?.[i] === 1 && bits[n]?.[j] === 0) total += Math.exp((row[j] as number) - (row[i] as number));
    return Math.log(total);
  });
  await expectValues(logSumExpPairwise(float64(bits), float64(scores)), want);
});

test("no label, or nothing but labels, is no loss and no gradient; far scores do not overflow", async () => {
  const yTrue = constant([
    [0, 0],
    [1, 1],
    [1, 0],
  ]);
  const at = [
    [1, 2],
    [1, 2],
    [-1e4, 1e4],
  ];
  const { value, gradient } = await valueAndGradient((z) => logSumExpPairwise(yTrue, z), at);
  expect(value).toEqual([0, 0, 2e4]);
  expectNumbers(gradient, [0, 0, 0, 0, -1, 1]);
});
