import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { columnStatistics, covariation, shortfall } from "../columns.ts";
import { requireViews } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

export interface VicRegOptions {
  /** Weight of the distance between the views. Default 25. */
  readonly invariance?: number;
  /** Weight of deviations below 1. Default 25. */
  readonly variance?: number;
  /** Weight of covariances between dimensions. Default 1. */
  readonly covariance?: number;
  /** Added to the variances before the root. Default 1e-4. */
  readonly epsilon?: number;
}

/**
 * VICReg: views agree (invariance), each dimension keeps a deviation of at least 1 over the batch (variance), and different
 * dimensions do not covary (covariance). The variance term is the mean of both views, as in the authors' code and PML; the
 * paper writes their sum, which is twice the option `variance`.
 * @param view1 embeddings of one view, [batch, dim]
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]: an example's own distance, and the batch's two other terms
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function vicReg(
  view1: Tensor,
  view2: Tensor,
  { invariance = 25, variance = 25, covariance = 1, epsilon = 1e-4 }: VicRegOptions = {},
): Tensor {
  requireViews("vicReg", { view1, view2 });
  const spread = [view1, view2].map((view) => {
    const { centred, variances } = columnStatistics(view);
    return add(mul(shortfall(variances, epsilon), variance / 2), mul(covariation(centred), covariance));
  }) as [Tensor, Tensor];
  return add(mul(mean(square(sub(view1, view2)), { axes: -1 }), invariance), add(...spread));
}

const spec: LossSpec<VicRegOptions, [view1: Tensor, view2: Tensor]> = {
  fn: vicReg,
  aliases: ["VICRegLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Views agree while dimensions keep their variance and do not covary: no negatives are needed.",
  formula:
    "\\lambda \\tfrac1d \\|z_i - z_i'\\|^2 + \\sum_{Z \\in \\{z, z'\\}} \\tfrac{\\mu}{2d} \\sum_j \\max(0, 1 - \\sqrt{\\mathrm{Var}_j + \\epsilon}) + \\tfrac{\\nu}{d} \\sum_{j \\ne k} \\mathrm{Cov}_{jk}^2",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    invariance: { kind: "number", default: 25, min: 0, doc: "Weight of the distance between the views." },
    variance: { kind: "number", default: 25, min: 0, doc: "Weight of deviations below 1." },
    covariance: { kind: "number", default: 1, min: 0, doc: "Weight of covariances." },
    epsilon: { kind: "number", default: 1e-4, above: 0, example: 0.01, doc: "Added to the variances." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [
    {
      at: "a deviation of exactly 1",
      gradient: "0 of the variance term",
      point: {
        inputs: { view1: [[0.5], [-0.5]], view2: [[0.5], [-0.5]] },
        options: { epsilon: 0.5 },
        gradients: { view1: [[0], [0]] },
      },
    },
  ],
  cite: ["Bardes et al. 2021, arXiv:2105.04906"],
  reference: { pml: "VICRegLoss" },
};
export default spec;
