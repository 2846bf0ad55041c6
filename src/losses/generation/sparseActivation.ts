import type { Tensor } from "../../core/tensor.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { xlog1py, xlogy } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SparseActivationOptions {
  /** Share of the time ρ a unit should be active. Default 0.05. */
  readonly rate?: number;
}

/**
 * Sparsity of a sparse autoencoder: divergence of a coin of probability ρ from one of the unit's mean activation over the
 * batch, summed over the units.
 * @param yPred activations, [batch, units], each a probability
 * @returns one value for the batch
 */
export function sparseActivation(yPred: Tensor, { rate = 0.05 }: SparseActivationOptions = {}): Tensor {
  bindFloats("sparseActivation", { yPred: [yPred, "[batch, units]"] });
  if (yPred.size === 0) return sum(yPred); // nothing is as sparse as one likes
  const active = mean(yPred, { axes: 0 });
  const entropy = rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate);
  return sum(add(neg(add(xlogy(rate, active), xlog1py(1 - rate, neg(active)))), entropy));
}

const spec: LossSpec<SparseActivationOptions, [yPred: Tensor]> = {
  fn: sparseActivation,
  aliases: ["kl_sparsity"],
  family: "generation",
  tasks: ["compression"],
  summary: "Keeps units of a sparse autoencoder active as rarely as wanted.",
  formula: "\\sum_j \\rho \\log \\frac{\\rho}{\\hat\\rho_j} + (1 - \\rho) \\log \\frac{1 - \\rho}{1 - \\hat\\rho_j}",
  inputs: [{ name: "yPred", domain: "probabilities", shape: "[batch, units]", grad: true, min: 0, max: 1 }],
  params: { rate: { kind: "number", default: 0.05, above: 0, below: 1, doc: "Share ρ of the time a unit is active." } },
  values: "[]",
  minimum: 0,
  kinks: [],
  infinite: "a unit that is never, or always, fully active over the whole batch",
  cite: ["Ng 2011, Sparse autoencoder (CS294A lecture notes)"],
  reference: {},
};
export default spec;
