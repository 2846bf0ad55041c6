import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, square, sub } from "../../ops/arithmetic.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TrajectoryBalanceOptions {
  /** Logarithm of the sum of all rewards; to be trained. Default 0. */
  readonly logPartition?: TensorLike;
}

/**
 * Trajectory balance of generative flow networks: the probability of building an object, times the partition
 * function, is to be its reward times the probability of taking it apart the same way.
 * @param forward log-probability of the steps taken, [batch]
 * @param backward of the same steps backwards, [batch]
 * @param logRewards logarithm of the reward, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function trajectoryBalance(
  forward: Tensor,
  backward: Tensor,
  logRewards: Tensor,
  { logPartition = 0 }: TrajectoryBalanceOptions = {},
): Tensor {
  bindAlike("trajectoryBalance", { forward, backward, logRewards }, "[batch]");
  return square(add(sub(forward, add(backward, logRewards)), logPartition));
}

const spec: LossSpec<TrajectoryBalanceOptions, [Tensor, Tensor, Tensor]> = {
  fn: trajectoryBalance,
  aliases: ["gflownet", "TBLoss"],
  family: "reinforcement",
  tasks: ["control", "generation"],
  summary: "Samples objects in proportion to their reward.",
  formula:
    "\\Bigl(\\log Z + \\sum_t \\log P_F(s_{t+1} \\mid s_t) - \\log R(x) - \\sum_t \\log P_B(s_t \\mid s_{t+1})\\Bigr)^2",
  inputs: [
    { name: "forward", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "backward", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "logRewards", domain: "real", shape: "[batch]" },
  ],
  params: {
    logPartition: {
      kind: "number",
      default: 0,
      trainable: true,
      doc: "Logarithm of the sum of all rewards; to be trained.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Malkin et al. 2022, arXiv:2201.13259"],
  reference: {},
};
export default spec;
