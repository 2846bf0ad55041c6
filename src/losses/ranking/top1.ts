import type { Tensor } from "../../core/tensor.ts";
import { add, neg, square } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { leads } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

/**
 * TOP1: how likely each other item ranks above the chosen one, a smooth relative rank, plus a pull of their scores to 0;
 * the mean over the others.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function top1(positive: Tensor, negatives: Tensor): Tensor {
  const above = sigmoid(neg(leads("top1", positive, negatives)));
  return mean(add(above, sigmoid(square(negatives))), { axes: 1 });
}

const spec: LossSpec<Record<never, never>, [positive: Tensor, negatives: Tensor]> = {
  fn: top1,
  aliases: ["TOP1Loss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "Smooth relative rank of the chosen item, with scores of the others pulled to 0.",
  formula: "\\operatorname{mean}_j \\operatorname{sigmoid}(s_j - s_+) + \\operatorname{sigmoid}(s_j^2)",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {},
  minimum: 0.5,
  kinks: [],
  cite: ["Hidasi et al. 2016, arXiv:1511.06939"],
  reference: {},
};
export default spec;
