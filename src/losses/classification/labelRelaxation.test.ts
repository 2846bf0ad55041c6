import { test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { labelRelaxation } from "./labelRelaxation.ts";

const [labels, logits] = [drawLabels(8, 4), drawRows(8, 4)];

test("is the divergence from the nearest distribution that the label allows", async () => {
  const alpha = 0.3;
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    const own = p[labels[i] as number] as number;
    if (own >= 1 - alpha) return 0;
    const nearest = p.map((each, c) => (c === labels[i] ? 1 - alpha : (alpha * each) / (1 - own)));
    return sumOf(nearest.map((each, c) => each * Math.log(each / (p[c] as number))));
  });
  await expectValues(labelRelaxation(int64(labels), float64(logits), { alpha }), want);
});

test("is smooth where it becomes 0", async () => {
  const at = [[Math.log(0.9 - 1e-6), Math.log(0.1 + 1e-6)]];
  const options = { dtype: "float64" } as const;
  const { value, gradient } = await valueAndGradient((z) => labelRelaxation(int64([0]), z), at, options);
  expectNumbers([...value, ...gradient], [0, 0, 0], 5e-6);
});

test("sure and wrong, or sure and right, all stays finite", async () => {
  const at = [
    [1e4, -1e4],
    [-1e4, 1e4],
  ];
  const { value, gradient } = await valueAndGradient((z) => labelRelaxation(int64([0, 0]), z), at);
  expectNumbers(gradient, [0, 0, -0.9, 0.9], 1e-7);
  expectNumbers(value, [0, 0.9 * 2e4 + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)], 1e-6);
});
