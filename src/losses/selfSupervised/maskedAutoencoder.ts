import type { Tensor } from "../../core/tensor.ts";
import { add, div, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { notEqual } from "../../ops/compare.ts";
import { mean, variance } from "../../ops/reduce.ts";
import { keepsAny } from "../examples.ts";
import { maskedMean } from "../pairwise.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MaskedAutoencoderOptions {
  /** Each target patch less its mean and over its deviation. Default false. */
  readonly normalizeTarget?: boolean;
}

/**
 * Masked autoencoder: mean squared error at the patches that were hidden from the encoder. Images without a hidden patch do
 * not count.
 * @param yTrue the image's patches, [batch, patches, n]
 * @param yPred the decoder's, the same shape
 * @param mask 1 where the patch was hidden, else 0, [batch, patches]
 * @returns [batch]: the mean over hidden patches
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function maskedAutoencoder(
  yTrue: Tensor,
  yPred: Tensor,
  mask: Tensor,
  { normalizeTarget = false }: MaskedAutoencoderOptions = {},
): Tensor {
  const { n } = bindShapes("maskedAutoencoder", {
    yTrue: [yTrue, "[batch, patches, n]"],
    yPred: [yPred, "[batch, patches, n]"],
    mask: [mask, "[batch, patches]"],
  }) as { n: number };
  requireFloats("maskedAutoencoder", yTrue, yPred, mask);
  const spread = { axes: -1, keepDims: true, correction: n > 1 ? 1 : 0 };
  const target = normalizeTarget
    ? div(sub(yTrue, mean(yTrue, spread)), sqrt(add(variance(yTrue, spread), 1e-6)))
    : yTrue;
  return maskedMean(mean(square(sub(yPred, target)), { axes: -1 }), notEqual(mask, 0), { axes: -1 });
}

const spec: LossSpec<MaskedAutoencoderOptions, [yTrue: Tensor, yPred: Tensor, mask: Tensor]> = {
  fn: maskedAutoencoder,
  mask: (_, __, mask) => keepsAny(mask),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "restoration"],
  summary: "Squared error at the patches that were hidden from the encoder.",
  formula: "\\frac{1}{|M|} \\sum_{i \\in M} \\frac{1}{n} \\|\\hat{y}_i - y_i\\|^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, patches, n]" },
    { name: "yPred", domain: "real", shape: "[batch, patches, n]", grad: true },
    { name: "mask", domain: "binary", shape: "[batch, patches]" },
  ],
  params: {
    normalizeTarget: { kind: "flag", default: false, doc: "Each target patch less its mean, over its deviation." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["He et al. 2021, arXiv:2111.06377"],
  reference: {},
};
export default spec;
