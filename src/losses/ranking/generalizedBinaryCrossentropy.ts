import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { requireItems } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedBinaryCrossentropyOptions {
  /** Number of sampled items over that of all items not chosen. Default 1. */
  readonly samplingRate?: number;
  /** How far the sampling is undone: 0 leaves binary cross-entropy, 1 gives honest probabilities. Default 0.75. */
  readonly calibration?: number;
}

/**
 * Binary cross-entropy of the chosen item and sampled others in which the chosen one's probability is raised to a power, so
 * that sampling few of many items does not make the network overconfident.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function generalizedBinaryCrossentropy(
  positive: Tensor,
  negatives: Tensor,
  { samplingRate = 1, calibration = 0.75 }: GeneralizedBinaryCrossentropyOptions = {},
): Tensor {
  requireItems("generalizedBinaryCrossentropy", positive, negatives);
  const power = samplingRate * (calibration * (1 - 1 / samplingRate) + 1 / samplingRate);
  const others = sum(softplus(negatives), { axes: 1 });
  return div(add(mul(softplus(neg(positive)), power), others), (negatives.shape[1] as number) + 1);
}

const spec: LossSpec<GeneralizedBinaryCrossentropyOptions, [positive: Tensor, negatives: Tensor]> = {
  fn: generalizedBinaryCrossentropy,
  aliases: ["gBCE"],
  family: "ranking",
  tasks: ["recommendation"],
  summary: "Binary cross-entropy corrected for sampling few of many items.",
  formula:
    "-\\frac{1}{k + 1} \\Bigl( \\log \\operatorname{sigmoid}^\\beta(s_+) + \\sum_j \\log(1 - \\operatorname{sigmoid}(s_j)) \\Bigr), \\quad \\beta = \\alpha \\bigl( t (1 - \\tfrac1\\alpha) + \\tfrac1\\alpha \\bigr)",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {
    samplingRate: {
      kind: "number",
      default: 1,
      above: 0,
      max: 1,
      doc: "Number of sampled items over that of all items not chosen.",
    },
    calibration: {
      kind: "number",
      default: 0.75,
      min: 0,
      max: 1,
      doc: "How far the sampling is undone: 0 leaves binary cross-entropy, 1 gives honest probabilities.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Petrov and Macdonald 2023, arXiv:2308.07192"],
  reference: {},
};
export default spec;
