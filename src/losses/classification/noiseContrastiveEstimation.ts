import type { Tensor } from "../../core/tensor.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { where } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { linearInputs } from "../labelled.ts";
import { type SampledInputs, type Sampler, sampledScores } from "../sampled.ts";
import type { LossSpec } from "../spec.ts";

export interface NoiseContrastiveEstimationOptions {
  /** Number of classes. */
  readonly classes?: number;
  /**
   * How `sampled` were drawn: by rank, the most frequent first; all alike; or "none" for no correction, the negative sampling
   * of word2vec. Default "logUniform".
   */
  readonly sampler?: Sampler;
}

/**
 * Noise-contrastive estimation: tell the label from classes sampled as noise, each a question of its own.
 * @param yTrue class indices from 0, [batch]
 * @param yPred what the scores are made of, [batch, dim]
 * @param sampled indices of classes drawn at random, [batch, samples]; one that is the label does not count
 * @param weights a row for each class, [classes, dim]: trained
 * @param bias [classes]: trained
 * @returns [batch], in nats
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function noiseContrastiveEstimation(
  yTrue: Tensor,
  yPred: Tensor,
  sampled: Tensor,
  weights: Tensor,
  bias: Tensor,
  { sampler = "logUniform" }: NoiseContrastiveEstimationOptions = {},
): Tensor {
  const given = { yTrue, yPred, sampled, weights, bias };
  const { ofLabel, ofSampled, isLabel } = sampledScores("noiseContrastiveEstimation", given, sampler);
  return add(softplus(neg(ofLabel)), sum(where(isLabel, 0, softplus(ofSampled)), { axes: 1 }));
}

const spec: LossSpec<NoiseContrastiveEstimationOptions, SampledInputs> = {
  fn: noiseContrastiveEstimation,
  aliases: [
    "nce",
    "nce_loss",
    { name: "negativeSampling", options: { sampler: "none" } },
    { name: "negative_sampling_loss", options: { sampler: "none" } },
  ],
  family: "classification",
  tasks: ["multiclass", "recommendation", "embeddings"],
  summary: "Tell the class from sampled ones: word2vec's loss, for very many classes.",
  formula:
    "\\log(1 + e^{-s_y}) + \\sum_{j \\ne y} \\log(1 + e^{s_j}), \\quad s_c = w_c \\cdot \\hat{y} + b_c - \\log k Q_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "sampled", domain: "classIndex", shape: "[batch, samples]", classesOf: "weights" },
    ...linearInputs,
  ],
  params: {
    classes: { kind: "integer", default: null, min: 2, doc: "Number of classes." },
    sampler: { kind: "choice", default: "logUniform", choices: ["logUniform", "uniform", "none"], doc: "The sampler." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Mnih and Teh 2012, arXiv:1206.6426", "Mikolov et al. 2013, arXiv:1310.4546"],
  reference: {},
};
export default spec;
