import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { stopGradient } from "../../ops/structure.ts";
import { requireViews, rowProducts } from "../contrast.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TicoOptions {
  /** How much of the covariance stays from batch to batch. Default 0.9. */
  readonly momentum?: number;
  /** Weight of the covariance contrast. Default 20. */
  readonly rho?: number;
}

/** The moving second moment after a batch of directions. */
function moment(covariance: Tensor, unit: Tensor, momentum: number): Tensor {
  const [batch] = unit.shape as [number];
  const fresh = div(matMul(transposeMatrix(unit), unit), Math.max(batch, 1));
  return batch === 0 ? covariance : add(mul(covariance, momentum), mul(fresh, 1 - momentum));
}

/**
 * TiCo: the views of an example agree, while embeddings avoid the directions that earlier batches were rich in.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @param covariance moving second moment of view 1, [dim, dim]: kept by the loss; this batch is added, with gradient
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function tico(
  view1: Tensor,
  view2: Tensor,
  covariance: Tensor,
  { momentum = 0.9, rho = 20 }: TicoOptions = {},
): Tensor {
  requireViews("tico", { view1, view2 });
  bindFloats("tico", { view1: [view1, "[batch, dim]"], covariance: [covariance, "[dim, dim]"] });
  const [first, second] = [l2Normalize(view1), l2Normalize(view2)];
  const crowded = rowProducts(matMul(first, moment(covariance, first, momentum)), first);
  return add(sub(1, rowProducts(first, second)), mul(crowded, rho));
}

const spec: LossSpec<TicoOptions, [view1: Tensor, view2: Tensor, covariance: Tensor]> = {
  fn: tico,
  update: (view1, _, covariance, { momentum = 0.9 } = {}) => ({
    covariance: stopGradient(moment(covariance, l2Normalize(view1), momentum)),
  }),
  aliases: ["TiCoLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Views agree, and embeddings avoid directions that are crowded.",
  formula:
    "1 - z_i \\cdot z_i' + \\rho\\, z_i^\\top C z_i, \\quad C = \\beta C_{t-1} + \\tfrac{1 - \\beta}{n} \\sum_j z_j z_j^\\top",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "covariance", domain: "real", shape: "[dim, dim]", variable: { trainable: false, initial: "zeros" } },
  ],
  params: {
    momentum: { kind: "number", default: 0.9, min: 0, max: 1, doc: "How much of the covariance stays." },
    rho: { kind: "number", default: 20, min: 0, doc: "Weight of the covariance contrast." },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Zhu et al. 2022, arXiv:2206.10698"],
  reference: {},
};
export default spec;
