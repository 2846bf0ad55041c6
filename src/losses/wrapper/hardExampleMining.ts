import type { Tensor } from "../../core/tensor.ts";
import { where as select } from "../../ops/compare.ts";
import { extremeFraction, requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface HardExampleMiningOptions {
  /** The loss that is mined. Default mean squared error. */
  readonly loss?: LossOption;
  /** Share of the batch's values that count: the largest. Default 0.25. */
  readonly fraction?: number;
}

/**
 * Online hard example mining: of all values in the batch only the largest count, others leave the mean and have no gradient.
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @returns what the loss gives, 0 where a value does not count: [batch, ...] for mean squared error
 * @throws what the loss throws
 */
export function hardExampleMining(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError, fraction = 0.25 }: HardExampleMiningOptions = {},
): Tensor {
  requireBatch("hardExampleMining", { yTrue, yPred });
  const values = loss(yTrue, yPred);
  return select(extremeFraction(values, fraction, "largest"), values, 0);
}

const spec: LossSpec<HardExampleMiningOptions> = {
  fn: hardExampleMining,
  mask: (yTrue, yPred, { loss = meanSquaredError, fraction = 0.25 } = {}) =>
    extremeFraction(loss(yTrue, yPred), fraction, "largest"),
  aliases: ["OHEM", "OHEMLoss", "averageTopK"],
  family: "wrapper",
  tasks: ["imbalance", "boxes", "masks"],
  summary: "Only the batch's largest values count.",
  formula: "\\ell_i \\text{ where } \\ell_i \\ge \\ell_{(k)}, \\quad k = \\mathrm{round}(f n)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss that is mined." },
    fraction: { kind: "number", default: 0.25, above: 0, max: 1, doc: "Share of the values that count." },
  },
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Shrivastava et al. 2016, arXiv:1604.03540", "Fan et al. 2017, arXiv:1705.08826"],
  reference: {},
};
export default spec;
