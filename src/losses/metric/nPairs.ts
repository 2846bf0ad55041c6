import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { dots, labelledPairs, maskedLogSumExp } from "../pairwise.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface NPairsOptions {
  /** Weight of the squared lengths of both embeddings. Default 0. */
  readonly l2?: number;
}

/**
 * Multi-class N-pair loss: each anchor's product with its own positive against those with the positives of all other classes.
 * @param labels class of each pair, [batch] integers; the paper's batches have each class once
 * @param anchor [batch, dim]
 * @param positive another example of each anchor's class, [batch, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless labels are integers and the others floats of one dtype
 */
export function nPairs(labels: Tensor, anchor: Tensor, positive: Tensor, { l2 = 0 }: NPairsOptions = {}): Tensor {
  const { negative } = labelledPairs("nPairs", labels, anchor, "anchor");
  bindAlike("nPairs", { anchor, positive }, "[batch, dim]");
  const own = sum(mul(anchor, positive), { axes: -1 });
  const losses = softplus(maskedLogSumExp(sub(dots(anchor, positive), expandDims(own, 1)), negative));
  return l2 === 0 ? losses : add(losses, mul(l2, sum(add(square(anchor), square(positive)), { axes: -1 })));
}

const spec: LossSpec<NPairsOptions, [labels: Tensor, anchor: Tensor, positive: Tensor]> = {
  fn: nPairs,
  aliases: ["NPairsLoss", "npairs_loss", "npair"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "One positive against those of all other classes in the batch.",
  formula: "\\log\\Bigl(1 + \\sum_{j: y_j \\ne y_i} e^{a_i \\cdot p_j - a_i \\cdot p_i}\\Bigr)",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "anchor", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "positive", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  coupled: true,
  params: { l2: { kind: "number", default: 0, min: 0, doc: "Weight of the squared lengths of both embeddings." } },
  minimum: 0,
  kinks: [],
  cite: ["Sohn 2016, Improved Deep Metric Learning with Multi-class N-pair Loss Objective"],
  reference: { pml: { name: "NPairsLoss", differs: "finds one pair for each class in a labelled batch" } },
};
export default spec;
