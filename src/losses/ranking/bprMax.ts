import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { logSigmoid } from "../../ops/exponential.ts";
import { logSoftmax, logSumExp, softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { leads } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

export interface BprMaxOptions {
  /** Factor of the squared scores of the other items, weighted by their softmax. Default 1. */
  readonly lambda?: number;
}

/**
 * BPR-max: surprise that the chosen item is preferred to the highest of the others, of which each is that with its softmax
 * probability; plus a pull of their scores to 0.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function bprMax(positive: Tensor, negatives: Tensor, { lambda = 1 }: BprMaxOptions = {}): Tensor {
  const preferred = logSigmoid(leads("bprMax", positive, negatives));
  const surprise = logSumExp(add(logSoftmax(negatives), preferred), { axes: 1 });
  const size = sum(mul(softmax(negatives), square(negatives)), { axes: 1 });
  return sub(mul(size, lambda), surprise);
}

const spec: LossSpec<BprMaxOptions, [positive: Tensor, negatives: Tensor]> = {
  fn: bprMax,
  aliases: ["BPRMaxLoss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "Surprise that the chosen item is preferred to the highest of those not chosen.",
  formula:
    "-\\log \\sum_j w_j \\operatorname{sigmoid}(s_+ - s_j) + \\lambda \\sum_j w_j s_j^2, \\quad w_j = \\frac{e^{s_j}}{\\sum_k e^{s_k}}",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {
    lambda: {
      kind: "number",
      default: 1,
      min: 0,
      doc: "Factor of the squared scores of the other items, weighted by their softmax.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Hidasi and Karatzoglou 2018, arXiv:1706.03847"],
  reference: {},
};
export default spec;
