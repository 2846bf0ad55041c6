import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { requireItems } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

export interface SampledSoftmaxOptions {
  /** Divides the scores: small ones stress the highest of the other items. Default 1. */
  readonly temperature?: TensorLike;
}

/**
 * Softmax cross-entropy of the chosen item against the others sampled. Subtract the logarithms of the sampling
 * probabilities from the scores where items are sampled by popularity.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function sampledSoftmax(
  positive: Tensor,
  negatives: Tensor,
  { temperature = 1 }: SampledSoftmaxOptions = {},
): Tensor {
  requireItems("sampledSoftmax", positive, negatives);
  const rest = logSumExp(div(negatives, temperature), { axes: 1 });
  return softplus(sub(rest, div(positive, temperature)));
}

const spec: LossSpec<SampledSoftmaxOptions, [positive: Tensor, negatives: Tensor]> = {
  fn: sampledSoftmax,
  aliases: ["sampled_softmax_loss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "Softmax cross-entropy of the chosen item against sampled others.",
  formula: "-\\log \\frac{e^{s_+ / \\tau}}{e^{s_+ / \\tau} + \\sum_j e^{s_j / \\tau}}",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {
    temperature: {
      kind: "number",
      default: 1,
      above: 0,
      trainable: true,
      doc: "Divides the scores: small ones stress the highest of the other items.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Jean et al. 2015, arXiv:1412.2007", "Wu et al. 2022, arXiv:2201.02327"],
  reference: {},
};
export default spec;
