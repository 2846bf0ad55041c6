import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis } from "../elementwise.ts";
import { binaryFocal } from "../focal.ts";
import { requireBinary } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface PolyFocalOptions {
  /** Coefficient of the added term; 0 is binaryFocalCrossentropy. Default 1. */
  readonly epsilon?: number;
  /** How much easy examples count less. Default 2. */
  readonly gamma?: number;
  /** Multiply positives by `alpha`, negatives by 1 - alpha. Default false. */
  readonly applyClassBalancing?: boolean;
  /** Weight of the positive class under `applyClassBalancing`. Default 0.25. */
  readonly alpha?: number;
}

/**
 * Poly-1 focal loss: the focal loss of two classes with its first-order term moved by epsilon, averaged over the last axis.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function polyFocal(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 1, gamma = 2, applyClassBalancing = false, alpha = 0.25 }: PolyFocalOptions = {},
): Tensor {
  requireBinary("polyFocal", yTrue, yPred, true);
  const { crossentropy, power } = binaryFocal(yTrue, yPred, true);
  const focal = mul(power(gamma), crossentropy);
  const balance = add(mul(yTrue, alpha), mul(sub(1, yTrue), 1 - alpha));
  const balanced = applyClassBalancing ? mul(balance, focal) : focal;
  return meanLastAxis(add(balanced, mul(power(gamma + 1), epsilon)));
}

const spec: LossSpec<PolyFocalOptions> = {
  fn: polyFocal,
  aliases: ["poly1Focal", "poly1_focal_loss"],
  family: "classification",
  tasks: ["binary", "multilabel", "imbalance", "boxes"],
  summary: "Focal loss with a tilted first-order term.",
  formula: "-(1 - p_t)^\\gamma \\log p_t + \\varepsilon (1 - p_t)^{\\gamma + 1}",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 1, min: -1, doc: "Coefficient of the added term." },
    gamma: { kind: "number", default: 2, min: 0, example: 0.5, doc: "How much easy examples count less." },
    applyClassBalancing: { kind: "flag", default: false, doc: "Multiply positives by alpha, negatives by 1 - alpha." },
    alpha: { kind: "number", default: 0.25, min: 0, max: 1, doc: "Weight of the positive class." },
  },
  minimum: null,
  kinks: [],
  cite: ["Leng et al. 2022, arXiv:2204.12511"],
  reference: {},
};
export default spec;
