import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { leads } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Bayesian personalised ranking: surprise that the chosen item is preferred to each of the others, when that has the
 * probability sigmoid(difference of scores); the mean over the others.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function bpr(positive: Tensor, negatives: Tensor): Tensor {
  return mean(softplus(neg(leads("bpr", positive, negatives))), { axes: 1 });
}

const spec: LossSpec<Record<never, never>, [positive: Tensor, negatives: Tensor]> = {
  fn: bpr,
  aliases: ["BPRLoss", "bpr_loss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "Surprise that the chosen item is preferred to those not chosen.",
  formula: "-\\operatorname{mean}_j \\log \\operatorname{sigmoid}(s_+ - s_j)",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Rendle et al. 2009, arXiv:1205.2618"],
  reference: {},
};
export default spec;
