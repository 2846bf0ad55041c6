import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { leads } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

/**
 * TOP1-max: the terms of TOP1 weighted by the softmax of the other items' scores, so that many low ones do not drown the
 * few that compete.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function top1Max(positive: Tensor, negatives: Tensor): Tensor {
  const above = sigmoid(neg(leads("top1Max", positive, negatives)));
  return sum(mul(softmax(negatives), add(above, sigmoid(square(negatives)))), { axes: 1 });
}

const spec: LossSpec<Record<never, never>, [positive: Tensor, negatives: Tensor]> = {
  fn: top1Max,
  aliases: ["TOP1MaxLoss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "TOP1 weighted towards the highest of the items not chosen.",
  formula:
    "\\sum_j \\frac{e^{s_j}}{\\sum_k e^{s_k}} (\\operatorname{sigmoid}(s_j - s_+) + \\operatorname{sigmoid}(s_j^2))",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {},
  minimum: 0.5,
  kinks: [],
  cite: ["Hidasi and Karatzoglou 2018, arXiv:1706.03847"],
  reference: {},
};
export default spec;
