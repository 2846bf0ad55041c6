import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { logSoftmax, logSumExp, softmax } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { crossEntropy } from "../codes.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MaskedSiameseOptions {
  /** Divisor of the anchor's scores. Default 0.1. */
  readonly temperature?: number;
  /** Divisor of the target's: the smaller, the sharper. Default 0.025. */
  readonly targetTemperature?: number;
  /** Weight of the entropy of the mean prediction, which keeps all prototypes in use. Default 1. */
  readonly entropy?: number;
}

/**
 * Masked siamese network: from a masked view, predict the prototypes that a slow network assigns the whole view to, while
 * the mean prediction of the batch stays spread out. Nothing flows back to the target.
 * @param targetScores cosines of the whole view with the prototypes, [batch, prototypes]
 * @param anchorScores of the masked view, the same shape
 * @returns [batch]: an example's cross-entropy, less the batch's entropy
 * @throws ShapeError unless both are [batch, prototypes], DTypeError unless both are floats of one dtype
 */
export function maskedSiamese(
  targetScores: Tensor,
  anchorScores: Tensor,
  { temperature = 0.1, targetTemperature = 0.025, entropy = 1 }: MaskedSiameseOptions = {},
): Tensor {
  const shape = "[batch, prototypes]";
  bindFloats("maskedSiamese", { targetScores: [targetScores, shape], anchorScores: [anchorScores, shape] });
  const target = stopGradient(softmax(div(targetScores, targetTemperature)));
  const logits = div(anchorScores, temperature);
  const logMean = sub(logSumExp(logSoftmax(logits), { axes: 0 }), Math.log(logits.shape[0] as number));
  const negativeEntropy = sum(mul(exp(logMean), logMean), { keepDims: true });
  return add(crossEntropy(target, logits), mul(negativeEntropy, entropy));
}

const spec: LossSpec<MaskedSiameseOptions, [targetScores: Tensor, anchorScores: Tensor]> = {
  fn: maskedSiamese,
  aliases: ["MSN", "MSNLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "A masked view predicts the prototypes of the whole view; all prototypes stay in use.",
  formula: "-\\sum_k p^+_{ik} \\log p_{ik} + \\lambda \\sum_k \\bar{p}_k \\log \\bar{p}_k",
  inputs: [
    { name: "targetScores", domain: "real", shape: "[batch, prototypes]" },
    { name: "anchorScores", domain: "real", shape: "[batch, prototypes]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the anchor's scores." },
    targetTemperature: { kind: "number", default: 0.025, above: 0, doc: "Divisor of the target's scores." },
    entropy: { kind: "number", default: 1, min: 0, doc: "Weight of the mean prediction's entropy." },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Assran et al. 2022, arXiv:2204.07141"],
  reference: {},
};
export default spec;
