import { ShapeError } from "../../core/errors.ts";
import { sameShape, shapeText } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { notEqual } from "../../ops/compare.ts";
import { keepsAny, rowsOf } from "../examples.ts";
import { requireBatch } from "../inner.ts";
import { maskedMean } from "../pairwise.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { requireFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface MaskedOptions {
  /** The loss whose values are masked. Default mean squared error. */
  readonly loss?: LossOption;
}

/**
 * A loss that counts only where a mask says so: the mean over each example's positions that are kept. Examples of which
 * none is kept do not count.
 * @param yTrue as the loss takes it, [batch, ..., n] for mean squared error
 * @param yPred as the loss takes it
 * @param mask 0 where a value does not count, the shape of the loss's values: [batch, ...]
 * @returns [batch]
 * @throws ShapeError unless the mask has one entry for each value
 */
export function masked(
  yTrue: Tensor,
  yPred: Tensor,
  mask: Tensor,
  { loss = meanSquaredError }: MaskedOptions = {},
): Tensor {
  requireBatch("masked", { yTrue, yPred, mask });
  requireFloats("masked", mask);
  const values = loss(yTrue, yPred);
  if (!sameShape(values.shape, mask.shape))
    throw new ShapeError("masked", {
      expected: `mask with one entry for each value of the loss, ${shapeText(values.shape)}`,
      got: shapeText(mask.shape),
    });
  return maskedMean(rowsOf(values), notEqual(rowsOf(mask), 0), { axes: -1 });
}

const spec: LossSpec<MaskedOptions, [yTrue: Tensor, yPred: Tensor, mask: Tensor]> = {
  fn: masked,
  mask: (_, __, mask) => keepsAny(mask),
  aliases: ["MaskedLoss"],
  family: "wrapper",
  tasks: ["masks", "restoration"],
  summary: "A loss that counts only where a mask says so.",
  formula: "\\frac{\\sum_p m_p\\, \\ell_p}{\\sum_p m_p}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "mask", domain: "binary", shape: "[batch, ...]" },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "meanSquaredError",
      example: "meanAbsoluteError",
      doc: "The loss whose values are masked.",
    },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Cardoso et al. 2022, arXiv:2211.02701"],
  reference: {
    monai: { name: "MaskedLoss", differs: "multiplies both images by the mask, so that hidden places count as right" },
  },
};
export default spec;
