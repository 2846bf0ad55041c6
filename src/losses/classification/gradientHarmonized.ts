import type { Tensor } from "../../core/tensor.ts";
import { abs, clip, div, floor, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { greater, indicator, where } from "../../ops/compare.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { gather, oneHot } from "../../ops/gather.ts";
import { cast, reshape, stopGradient, sum } from "../../ops/structure.ts";
import { checkLogits } from "../domain.ts";
import { binaryCrossentropyOf, meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface GradientHarmonizedOptions {
  /** Number of bins for the sizes of gradients. Default 10. */
  readonly bins?: number;
}

/**
 * Gradient harmonising loss: binary cross-entropy in which each prediction is weighted by the inverse of how many of the
 * batch have a gradient of about its size, |p - y|, so that neither the many easy ones nor outliers rule. Averaged over the
 * last axis; without the moving average of counts over batches.
 * @param yTrue 0 or 1 for each prediction, [batch, ..., n]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function gradientHarmonized(
  yTrue: Tensor,
  yPred: Tensor,
  { bins = 10 }: GradientHarmonizedOptions = {},
): Tensor {
  requireAlike("gradientHarmonized", yTrue, yPred);
  checkLogits("gradientHarmonized", yPred, true, "sigmoid");
  const size = stopGradient(abs(sub(sigmoid(yPred), yTrue)));
  // NaN is in no bin: it is counted in the first, so that the loss can be NaN too.
  const place = where(greater(size, 0), floor(mul(size, bins)), 0);
  const bin = cast(clip(place, 0, bins - 1), "int64");
  const counts = sum(oneHot(reshape(bin, [bin.size]), bins, { dtype: yPred.dtype }), { axes: 0 });
  const used = sum(indicator(greater(counts, 0), yPred));
  const weight = div(bin.size, mul(gather(counts, bin), maximum(used, 1)));
  return meanLastAxis(mul(stopGradient(weight), binaryCrossentropyOf(yTrue, yPred, true)));
}

const spec: LossSpec<GradientHarmonizedOptions> = {
  fn: gradientHarmonized,
  aliases: ["GHMCLoss", "GHMC"],
  family: "classification",
  tasks: ["binary", "multilabel", "imbalance", "outliers"],
  summary: "Binary cross-entropy that evens out how often gradients of each size occur in a batch.",
  formula:
    "\\frac{N}{M \\, R_i} \\, \\mathrm{BCE}(y_i, p_i), \\quad R_i = \\#\\{ k: |p_k - y_k| \\text{ in the bin of } |p_i - y_i| \\}",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    bins: { kind: "integer", default: 10, min: 1, doc: "Number of bins for the sizes of gradients." },
  },
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Li et al. 2019, arXiv:1811.05181"],
  reference: {},
};
export default spec;
