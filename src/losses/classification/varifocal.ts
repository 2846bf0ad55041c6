import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { greater, where as select } from "../../ops/compare.ts";
import { exp, logSigmoid, softplus } from "../../ops/exponential.ts";
import { checkLogits } from "../domain.ts";
import { binaryCrossentropyOf, meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface VarifocalOptions {
  /** Factor of the targets that are 0. Default 0.75. */
  readonly alpha?: number;
  /** Focusing exponent of the targets that are 0. Default 2. */
  readonly gamma?: number;
}

/**
 * Varifocal loss: binary cross-entropy weighted by the target where that is above 0 (the quality of a detected box), focal
 * loss where it is 0. Averaged over the last axis.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function varifocal(yTrue: Tensor, yPred: Tensor, { alpha = 0.75, gamma = 2 }: VarifocalOptions = {}): Tensor {
  requireAlike("varifocal", yTrue, yPred);
  checkLogits("varifocal", yPred, true, "sigmoid");
  const positive = mul(yTrue, binaryCrossentropyOf(yTrue, yPred, true));
  const negative = mul(exp(mul(logSigmoid(yPred), gamma)), mul(softplus(yPred), alpha));
  return meanLastAxis(select(greater(yTrue, 0), positive, negative));
}

const spec: LossSpec<VarifocalOptions> = {
  fn: varifocal,
  aliases: ["VarifocalLoss", "VFL"],
  family: "classification",
  tasks: ["boxes", "binary", "imbalance"],
  summary: "Cross-entropy weighted by the quality of what is there, focal loss for what is not.",
  formula:
    "\\begin{cases} -y (y \\log p + (1 - y) \\log(1 - p)) & y > 0 \\\\ -\\alpha p^\\gamma \\log(1 - p) & y = 0 \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "probabilities", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.75, min: 0, doc: "Factor of the targets that are 0." },
    gamma: { kind: "number", default: 2, min: 0, doc: "Focusing exponent of the targets that are 0." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2021, arXiv:2008.13367"],
  reference: {},
};
export default spec;
