import type { Tensor } from "../../core/tensor.ts";
import { maximum, mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { lgamma } from "../../ops/gamma.ts";
import { sum } from "../../ops/structure.ts";
import { requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface DirichletNllOptions {
  /** Least share: the surprise at one of 0 would be infinite. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood of shares of a whole under a Dirichlet distribution.
 * @param yTrue shares, [batch, ..., classes], above 0, of sum 1
 * @param concentration predicted concentrations, the same shape, above 0
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function dirichletNll(
  yTrue: Tensor,
  concentration: Tensor,
  { epsilon = 1e-7 }: DirichletNllOptions = {},
): Tensor {
  requireOneEach("dirichletNll", { yTrue, concentration });
  const normaliser = sub(sum(lgamma(concentration), { axes: -1 }), lgamma(sum(concentration, { axes: -1 })));
  return sub(normaliser, sum(mul(sub(concentration, 1), log(maximum(yTrue, epsilon))), { axes: -1 }));
}

const spec: LossSpec<DirichletNllOptions, [yTrue: Tensor, concentration: Tensor]> = {
  fn: dirichletNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise at shares of a whole.",
  formula:
    "\\sum_k \\log \\Gamma(\\alpha_k) - \\log \\Gamma\\left(\\sum_k \\alpha_k\\right) - \\sum_k (\\alpha_k - 1) \\log y_k",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0 },
    { name: "concentration", domain: "positive", shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    epsilon: {
      kind: "number",
      default: 1e-7,
      above: 0,
      below: 0.5,
      doc: "Least share: the surprise at one of 0 would be infinite.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Minka 2000, Estimating a Dirichlet distribution"],
  reference: {},
};
export default spec;
