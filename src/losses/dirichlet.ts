import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, square, sub } from "../ops/arithmetic.ts";
import { log } from "../ops/exponential.ts";
import { digamma, lgamma } from "../ops/gamma.ts";
import { sum } from "../ops/structure.ts";

export type EvidentialForm = "mse" | "log" | "digamma";

const last = { axes: -1 } as const;

/**
 * Loss of one-hot labels under a Dirichlet distribution: the mean squared error, the mean cross-entropy ("digamma"), or the
 * surprise at the label ("log").
 * @param label one-hot, [batch, ..., classes]
 * @param concentration above 0, the same shape
 * @returns [batch, ...]
 */
export function dirichletRisk(form: EvidentialForm, label: Tensor, concentration: Tensor): Tensor {
  const total = sum(concentration, { ...last, keepDims: true });
  if (form === "log") return sum(mul(label, sub(log(total), log(concentration))), last);
  if (form === "digamma") return sum(mul(label, sub(digamma(total), digamma(concentration))), last);
  const mean = div(concentration, total);
  return sum(add(square(sub(label, mean)), div(mul(mean, sub(1, mean)), add(total, 1))), last);
}

/** Divergence of a Dirichlet distribution, the label's evidence taken away, from the uniform one: [batch, ...] */
export function dirichletKl(label: Tensor, concentration: Tensor): Tensor {
  const wrong = add(mul(sub(concentration, 1), sub(1, label)), 1);
  const total = sum(wrong, { ...last, keepDims: true });
  const evidence = sub(wrong, 1);
  const means = sum(mul(evidence, sub(digamma(wrong), digamma(total))), last);
  const classes = label.shape.at(-1) as number;
  const logFactorial = Array.from({ length: classes - 1 }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
  return add(sub(sub(sum(lgamma(total), last), logFactorial), sum(lgamma(wrong), last)), means);
}
