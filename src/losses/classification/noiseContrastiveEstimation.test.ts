import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { numbers, scoresOf } from "../../../tests/losses/sampled-classes.ts";
import { noiseContrastiveEstimation } from "./noiseContrastiveEstimation.ts";

const { yTrue, yPred, sampled, weights, bias } = numbers;
const tensors = [int64(yTrue), float64(yPred), int64(sampled), float64(weights), float64(bias)] as const;
const softplus = (x: number): number => Math.log1p(Math.exp(x));

test.each(["logUniform", "uniform", "none"] as const)("tells the label from the samples, %s", async (sampler) => {
  const want = scoresOf(sampler).map(({ own, others }) => softplus(-own) + sumOf(others.map(softplus)));
  await expectValues(noiseContrastiveEstimation(...tensors, { sampler }), want);
});
