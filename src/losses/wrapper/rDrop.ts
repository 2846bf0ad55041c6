import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { softmaxLoss } from "../labels.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLabelled, tempered } from "../teacher.ts";

export interface RDropOptions {
  /** Weight of the divergence between both passes. Default 1. */
  readonly alpha?: number;
}

/**
 * R-Drop: two passes of one network with different dropout both get the label right and agree. The sum of both
 * cross-entropies and of the mean of both divergences, as in the paper; the authors' code halves the cross-entropies.
 * @param labels class indices, int32 or int64, [batch]
 * @param logits1 of the first pass, [batch, classes]
 * @param logits2 of the second, the same shape
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError for labels that are not whole, DomainError for probabilities
 */
export function rDrop(labels: Tensor, logits1: Tensor, logits2: Tensor, { alpha = 1 }: RDropOptions = {}): Tensor {
  const index = requireLabelled("rDrop", labels, { logits1, logits2 });
  const [p, q] = [tempered(logits1, 1), tempered(logits2, 1)];
  const apart = mul(add(divergence(p, q), divergence(q, p)), alpha / 2);
  return add(add(softmaxLoss(logits1, index), softmaxLoss(logits2, index)), apart);
}

const spec: LossSpec<RDropOptions, [labels: Tensor, logits1: Tensor, logits2: Tensor]> = {
  fn: rDrop,
  aliases: [],
  family: "wrapper",
  tasks: ["multiclass", "calibration"],
  summary: "Two passes with different dropout get the label right and agree.",
  formula:
    "-\\log p_y - \\log q_y + \\tfrac{\\alpha}{2} \\left(\\mathrm{KL}(p \\,\\|\\, q) + \\mathrm{KL}(q \\,\\|\\, p)\\right)",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch]", classesOf: "logits1" },
    { name: "logits1", domain: "logits", shape: "[batch, classes]", grad: true },
    { name: "logits2", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: { alpha: { kind: "number", default: 1, min: 0, doc: "Weight of the divergence between both passes." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Liang et al. 2021, arXiv:2106.14448"],
  reference: {},
};
export default spec;
