import type { Tensor } from "../../core/tensor.ts";
import { add, div } from "../../ops/arithmetic.ts";
import { balancedCodes, crossEntropy } from "../codes.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SwavOptions {
  /** Divisor of the scores. Default 0.1. */
  readonly temperature?: number;
  /** Smoothness of the codes: towards 0 they become one-hot. Default 0.05. */
  readonly epsilon?: number;
  /** Steps of Sinkhorn and Knopp that spread the codes evenly over the prototypes. Default 3. */
  readonly iterations?: number;
}

/**
 * SwAV: each view predicts the other view's code, an assignment to prototypes that uses all prototypes alike over the
 * batch. Nothing flows back through codes. Both directions are added, as in the paper; the authors' code averages them.
 * @param scores1 cosines of view 1 with the prototypes, [batch, prototypes]
 * @param scores2 of view 2, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, prototypes], DTypeError unless both are floats of one dtype
 */
export function swav(
  scores1: Tensor,
  scores2: Tensor,
  { temperature = 0.1, epsilon = 0.05, iterations = 3 }: SwavOptions = {},
): Tensor {
  bindFloats("swav", { scores1: [scores1, "[batch, prototypes]"], scores2: [scores2, "[batch, prototypes]"] });
  const predicts = (scores: Tensor, other: Tensor): Tensor =>
    crossEntropy(balancedCodes(other, epsilon, iterations), div(scores, temperature));
  return add(predicts(scores1, scores2), predicts(scores2, scores1));
}

const spec: LossSpec<SwavOptions, [scores1: Tensor, scores2: Tensor]> = {
  fn: swav,
  aliases: ["SwaVLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Each view predicts the cluster that the other view is assigned to.",
  formula: "-\\sum_k q_k' \\log \\mathrm{softmax}_k(s / \\tau) - \\sum_k q_k \\log \\mathrm{softmax}_k(s' / \\tau)",
  inputs: [
    { name: "scores1", domain: "real", shape: "[batch, prototypes]", grad: true },
    { name: "scores2", domain: "real", shape: "[batch, prototypes]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the scores." },
    epsilon: { kind: "number", default: 0.05, above: 0, doc: "Smoothness of the codes." },
    iterations: { kind: "integer", default: 3, min: 1, doc: "Steps of Sinkhorn and Knopp." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Caron et al. 2020, arXiv:2006.09882"],
  reference: {},
};
export default spec;
