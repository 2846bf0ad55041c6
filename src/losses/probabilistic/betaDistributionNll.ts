import type { Tensor } from "../../core/tensor.ts";
import { add, clip, mul, neg, sub } from "../../ops/arithmetic.ts";
import { log, log1p } from "../../ops/exponential.ts";
import { logBeta } from "../../ops/gamma.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BetaDistributionNllOptions {
  /** Least distance of a target to 0 and 1, whose surprise would be infinite. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood of shares under a beta distribution; averaged over the last axis.
 * @param yTrue targets, [batch, ...], between 0 and 1
 * @param alpha predicted first concentrations, the same shape, above 0
 * @param beta predicted second concentrations, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function betaDistributionNll(
  yTrue: Tensor,
  alpha: Tensor,
  beta: Tensor,
  { epsilon = 1e-7 }: BetaDistributionNllOptions = {},
): Tensor {
  requireOneEach("betaDistributionNll", { yTrue, alpha, beta });
  const held = clip(yTrue, epsilon, 1 - epsilon);
  return meanLastAxis(
    sub(logBeta(alpha, beta), add(mul(sub(alpha, 1), log(held)), mul(sub(beta, 1), log1p(neg(held))))),
  );
}

const spec: LossSpec<BetaDistributionNllOptions, [yTrue: Tensor, alpha: Tensor, beta: Tensor]> = {
  fn: betaDistributionNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise at shares between 0 and 1.",
  formula: "\\log B(\\alpha, \\beta) - (\\alpha - 1) \\log y - (\\beta - 1) \\log(1 - y)",
  inputs: [
    { name: "yTrue", domain: "probabilities", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "alpha", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "beta", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    epsilon: {
      kind: "number",
      default: 1e-7,
      above: 0,
      below: 0.5,
      doc: "Least distance of a target to 0 and 1, whose surprise would be infinite.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Ferrari and Cribari-Neto 2004, doi:10.1080/0266476042000214501"],
  reference: {},
};
export default spec;
