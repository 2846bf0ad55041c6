import { expect, inject, test } from "vitest";
import { input, type Tensor } from "../core/tensor.ts";
import { sigmoid } from "../ops/exponential.ts";
import { softmax } from "../ops/reduce.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { accuracy, auc, confusionMatrix, type Metric, meanSquaredErrorMetric, r2, topKAccuracy } from "./index.ts";

const device = inject("device");
const weights = [1, 2, 1, 1];

async function run(metric: Metric, yTrue: readonly number[], scores: readonly number[], head: (x: Tensor) => Tensor) {
  const width = scores.length / 4;
  const sums = metric.sums({
    yTrue: input("yTrue", [4], { dtype: width === 1 ? "float32" : "int64" }),
    yPred: head(input("x", [4, width])),
    weights: input("weights", [4]),
  });
  const results = await evaluate(Object.values(sums), { yTrue, x: scores, weights }, { device });
  const totals = await Promise.all(
    Object.keys(sums).map(async (name, i) => {
      const values = Float64Array.from((await results[i]?.read()) as Float32Array);
      return [name, { shape: sums[name]?.shape ?? [], values }] as const;
    }),
  );
  return metric.result(Object.fromEntries(totals));
}

const classScores = [3, 1, 0, 0, 2, 1, 1, 5, 2, 0, 1, 4];
const same = (x: Tensor): Tensor => x;

test("metrics on the device", async () => {
  expect(await run(accuracy(), [0, 1, 2, 2], classScores, softmax)).toBeCloseTo(4 / 5, 6);
  expect(await run(topKAccuracy({ k: 2 }), [0, 1, 2, 2], classScores, softmax)).toBeCloseTo(1, 6);
  expect(await run(confusionMatrix(), [0, 1, 2, 2], classScores, softmax)).toEqual([
    [1, 0, 0],
    [0, 2, 0],
    [0, 1, 1],
  ]);
  expect(await run(auc(), [0, 1, 1, 0], [-2, 3, -1, 1], sigmoid)).toBeCloseTo(5 / 6, 6);
  expect(await run(meanSquaredErrorMetric(), [1, 2, 3, 4], [1, 2, 5, 4], same)).toBeCloseTo(4 / 5, 6);
});

test("r2 keeps its digits where the mean is large, but for WebGPU", async () => {
  const [mean, digits] = device === "webgpu" ? [10, 4] : [1000, 9];
  const truth = [1, 2, 3, 4].map((y) => mean + y);
  const guess = [1, 2, 3, 5].map((y) => mean + y);
  expect(await run(r2(), truth, guess, same)).toBeCloseTo(1 - 1 / 5.2, digits);
});
