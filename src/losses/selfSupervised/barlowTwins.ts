import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { sum } from "../../ops/structure.ts";
import { columnStatistics } from "../columns.ts";
import { requireViews } from "../contrast.ts";
import { rootOrZero } from "../norms.ts";
import { diagonal } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BarlowTwinsOptions {
  /** Weight of the correlations between different dimensions. Default 0.005. */
  readonly lambda?: number;
}

/**
 * Barlow Twins: over the batch, each dimension of one view should correlate with the same dimension of the other and with no
 * different one. Deviations are unbiased, with 1e-6 added, as in MONAI.
 * @param view1 embeddings of one view, [batch, dim]
 * @param view2 embeddings of the other, the same shape
 * @returns one number for the batch; 0 for fewer than two examples, which have no correlation
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function barlowTwins(view1: Tensor, view2: Tensor, { lambda = 0.005 }: BarlowTwinsOptions = {}): Tensor {
  const { batch, dim } = requireViews("barlowTwins", { view1, view2 });
  if ((batch as number) < 2) return mul(sum(view1), 0);
  const [first, second] = [view1, view2].map((view) => {
    const { centred, variances } = columnStatistics(view);
    return div(centred, add(rootOrZero(variances), 1e-6));
  }) as [Tensor, Tensor];
  const correlations = div(matMul(transposeMatrix(first), second), batch as number);
  const same = diagonal(dim as number);
  const onDiagonal = square(sub(correlations, 1));
  return sum(select(same, onDiagonal, mul(square(correlations), lambda)));
}

const spec: LossSpec<BarlowTwinsOptions, [view1: Tensor, view2: Tensor]> = {
  fn: barlowTwins,
  aliases: ["BarlowTwinsLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "The views' dimensions correlate with themselves only: no negatives are needed.",
  formula: "\\sum_i (1 - C_{ii})^2 + \\lambda \\sum_{i \\ne j} C_{ij}^2",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    lambda: { kind: "number", default: 0.005, min: 0, doc: "Weight of correlations of different dimensions." },
  },
  values: "[]",
  coupled: true,
  minimum: 0,
  kinks: [
    {
      at: "a dimension that is constant over the batch",
      gradient: "0 through its deviation",
      point: { inputs: { view1: [[1], [1]], view2: [[2], [2]] }, gradients: { view1: [[0], [0]] } },
    },
  ],
  cite: ["Zbontar et al. 2021, arXiv:2103.03230"],
  reference: { monai: { name: "BarlowTwinsLoss", differs: "refuses a batch of one" } },
};
export default spec;
