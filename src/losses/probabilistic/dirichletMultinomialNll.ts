import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { lgamma, logGammaRatio } from "../../ops/gamma.ts";
import { sum } from "../../ops/structure.ts";
import { requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type DirichletMultinomialNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of counts of classes under a multinomial distribution whose probabilities are Dirichlet
 * distributed: counts that vary more than a multinomial's.
 * @param yTrue counts of each class, [batch, ..., classes], whole numbers from 0, as floats
 * @param concentration predicted concentrations, the same shape, above 0
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function dirichletMultinomialNll(yTrue: Tensor, concentration: Tensor): Tensor {
  requireOneEach("dirichletMultinomialNll", { yTrue, concentration });
  const [total, count] = [sum(concentration, { axes: -1 }), sum(yTrue, { axes: -1 })];
  const orders = sub(lgamma(add(count, 1)), sum(lgamma(add(yTrue, 1)), { axes: -1 }));
  const ofClasses = sum(logGammaRatio(concentration, yTrue), { axes: -1 });
  return sub(sub(logGammaRatio(total, count), ofClasses), orders);
}

const spec: LossSpec<DirichletMultinomialNllOptions, [yTrue: Tensor, concentration: Tensor]> = {
  fn: dirichletMultinomialNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["counts", "uncertainty"],
  summary: "Surprise at overdispersed counts of classes.",
  formula:
    "\\log \\frac{\\Gamma(n + A)}{\\Gamma(A)} - \\sum_k \\log \\frac{\\Gamma(y_k + \\alpha_k)}{\\Gamma(\\alpha_k)} - \\log \\frac{n!}{\\prod_k y_k!}, \\quad A = \\sum_k \\alpha_k",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., classes]", min: 0 },
    { name: "concentration", domain: "positive", shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Mosimann 1962, doi:10.1093/biomet/49.1-2.65"],
  reference: {},
};
export default spec;
