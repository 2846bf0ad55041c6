import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface RewardModelOptions {
  /** By how much the preferred answer is to lead. Default 0. */
  readonly margin?: number;
  /** Weight of the squared sum of the rewards, which holds them near 0. Default 0. */
  readonly centreWeight?: number;
}

/**
 * Reward model of pairs (Bradley and Terry): minus the log-probability that the preferred answer wins, by the
 * difference of rewards.
 * @param chosen reward of the preferred answer, [batch]
 * @param rejected of the other, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function rewardModel(
  chosen: Tensor,
  rejected: Tensor,
  { margin = 0, centreWeight = 0 }: RewardModelOptions = {},
): Tensor {
  bindAlike("rewardModel", { chosen, rejected }, "[batch]");
  const centring = mul(square(add(chosen, rejected)), centreWeight);
  return add(softplus(sub(margin, sub(chosen, rejected))), centring);
}

const spec: LossSpec<RewardModelOptions, [Tensor, Tensor]> = {
  fn: rewardModel,
  aliases: ["bradleyTerry", "rewardModelLoss"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Rewards from preferences between two answers.",
  formula: "-\\log \\sigma(r_w - r_l - m) + c (r_w + r_l)^2",
  inputs: [
    { name: "chosen", domain: "real", shape: "[batch]", grad: true },
    { name: "rejected", domain: "real", shape: "[batch]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 0, min: 0, doc: "By how much the preferred answer is to lead." },
    centreWeight: {
      kind: "number",
      default: 0,
      min: 0,
      doc: "Weight of the squared sum of the rewards, which holds them near 0.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: [
    "Bradley and Terry 1952, doi:10.2307/2334029",
    "Ouyang et al. 2022, arXiv:2203.02155",
    "Touvron et al. 2023, arXiv:2307.09288",
    "Eisenstein et al. 2023, arXiv:2312.09244",
  ],
  reference: {},
};
export default spec;
