import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { where } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { linearInputs } from "../labelled.ts";
import { type SampledInputs, type Sampler, sampledScores } from "../sampled.ts";
import type { LossSpec } from "../spec.ts";

export interface SampledCrossentropyOptions {
  /** Number of classes. */
  readonly classes?: number;
  /** How `sampled` were drawn: by rank, the most frequent first; all alike; or without correction. Default "logUniform". */
  readonly sampler?: Sampler;
}

/**
 * Softmax cross-entropy over the label and some sampled classes instead of all, for vocabularies too large for a softmax. The
 * scores are corrected by how likely each class was to be sampled, so that with ever more samples it becomes the full one.
 * @param yTrue class indices from 0, [batch]
 * @param yPred what the scores are made of, [batch, dim]
 * @param sampled indices of classes drawn at random, [batch, samples]; one that is the label does not count
 * @param weights a row for each class, [classes, dim]: trained
 * @param bias [classes]: trained
 * @returns [batch], in nats
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function sampledCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  sampled: Tensor,
  weights: Tensor,
  bias: Tensor,
  { sampler = "logUniform" }: SampledCrossentropyOptions = {},
): Tensor {
  const given = { yTrue, yPred, sampled, weights, bias };
  const { ofLabel, ofSampled, isLabel } = sampledScores("sampledCrossentropy", given, sampler);
  const others = logSumExp(where(isLabel, Number.NEGATIVE_INFINITY, ofSampled), { axes: 1 });
  return softplus(sub(others, ofLabel));
}

const spec: LossSpec<SampledCrossentropyOptions, SampledInputs> = {
  fn: sampledCrossentropy,
  aliases: ["sampledSoftmaxCrossentropy", "tf.nn.sampled_softmax_loss"],
  family: "classification",
  tasks: ["multiclass", "recommendation"],
  summary: "Cross-entropy over sampled classes, for very many of them.",
  formula:
    "-\\log \\frac{e^{s_y}}{e^{s_y} + \\sum_{j \\ne y} e^{s_j}}, \\quad s_c = w_c \\cdot \\hat{y} + b_c - \\log Q_c",
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
  cite: ["Bengio and Senécal 2008, doi:10.1109/TNN.2007.912312", "Jean et al. 2015, arXiv:1412.2007"],
  reference: {},
};
export default spec;
