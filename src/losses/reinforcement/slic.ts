import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SlicOptions {
  /** By how many nats the better answer is to lead. Default 1. */
  readonly margin?: number;
  /** Weight of the log-likelihood. Default 0.1. */
  readonly weight?: number;
}

/**
 * Sequence likelihood calibration: hinge loss of the log-probabilities of a better and a worse answer, and the
 * negative log-likelihood of a reference answer.
 * @param chosen log-probability of the preferred answer, [batch]
 * @param rejected of the other, [batch]
 * @param target log-probability of the reference answer, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function slic(
  chosen: Tensor,
  rejected: Tensor,
  target: Tensor,
  { margin = 1, weight = 0.1 }: SlicOptions = {},
): Tensor {
  bindAlike("slic", { chosen, rejected, target }, "[batch]");
  return sub(relu(add(sub(rejected, chosen), margin)), mul(target, weight));
}

const spec: LossSpec<SlicOptions, [Tensor, Tensor, Tensor]> = {
  fn: slic,
  aliases: ["slicHf", "SLiCLoss"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Ranks answers by likelihood, with a margin.",
  formula: "\\max(0, \\delta - \\log \\pi(y_w) + \\log \\pi(y_l)) - \\lambda \\log \\pi(y_{ref})",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "target", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "By how many nats the better answer is to lead." },
    weight: { kind: "number", default: 0.1, min: 0, doc: "Weight of the log-likelihood." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "chosen - rejected = margin",
      gradient: "that of no hinge",
      point: {
        inputs: { chosen: [-1], rejected: [-2], target: [-3] },
        gradients: { chosen: [0], rejected: [0], target: [-0.1] },
      },
    },
  ],
  cite: ["Zhao et al. 2023, arXiv:2305.10425"],
  reference: {},
};
export default spec;
