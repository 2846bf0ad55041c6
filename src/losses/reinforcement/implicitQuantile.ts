import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { quantileCost } from "../policy.ts";
import { bindAlike, bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ImplicitQuantileOptions {
  /** Error size where quadratic turns linear. Default 1. */
  readonly kappa?: number;
}

/**
 * Implicit quantile network: quantiles of the return at levels drawn at random, by quantile regression against
 * samples of the target network. Summed over quantiles, averaged over targets.
 * @param quantiles of the return of the action taken, [batch, samples]
 * @param levels at which they were asked for, [batch, samples]
 * @param targets reward and discounted next quantiles, [batch, targets]; constant for differentiation
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function implicitQuantile(
  quantiles: Tensor,
  levels: Tensor,
  targets: Tensor,
  { kappa = 1 }: ImplicitQuantileOptions = {},
): Tensor {
  bindAlike("implicitQuantile", { quantiles, levels }, "[batch, samples]");
  bindFloats("implicitQuantile", {
    quantiles: [quantiles, "[batch, samples]"],
    targets: [targets, "[batch, targets]"],
  });
  const error = sub(expandDims(stopGradient(targets), 1), expandDims(quantiles, 2));
  return sum(mean(quantileCost(error, expandDims(levels, 2), kappa), { axes: 2 }), { axes: 1 });
}

const spec: LossSpec<ImplicitQuantileOptions, [Tensor, Tensor, Tensor]> = {
  fn: implicitQuantile,
  aliases: ["iqn"],
  family: "reinforcement",
  tasks: ["control", "uncertainty", "quantiles"],
  summary: "Quantiles of the return at any level.",
  formula:
    "\\sum_i \\frac{1}{N} \\sum_j |\\tau_i - 1_{\\delta_{ij} < 0}| \\frac{H_\\kappa(\\delta_{ij})}{\\kappa}, \\quad \\delta_{ij} = z_j - \\theta_i",
  inputs: [
    { name: "quantiles", domain: "real", shape: "[batch, samples]", grad: true },
    { name: "levels", domain: "probabilities", shape: "[batch, samples]", min: 0, max: 1 },
    { name: "targets", domain: "real", shape: "[batch, targets]" },
  ],
  params: {
    kappa: { kind: "number", default: 1, above: 0, doc: "Error size where quadratic turns linear." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Dabney et al. 2018, arXiv:1806.06923"],
  reference: {},
};
export default spec;
