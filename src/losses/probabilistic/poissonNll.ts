import type { Tensor } from "../../core/tensor.ts";
import { add, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { exp, log } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface PoissonNllOptions {
  /** yPred are logarithms of rates, not rates. Default true. */
  readonly logInput?: boolean;
  /** Adds Stirling's approximation of log y! where y is above 1. Default false. */
  readonly full?: boolean;
  /** Added to the rate in the logarithm, so that a rate of 0 is finite. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood of counts under a Poisson distribution; averaged over the last axis.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param yPred predicted logarithms of rates (or rates), the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function poissonNll(
  yTrue: Tensor,
  yPred: Tensor,
  { logInput = true, full = false, epsilon = 1e-8 }: PoissonNllOptions = {},
): Tensor {
  requireAlike("poissonNll", yTrue, yPred);
  const loss = logInput ? sub(exp(yPred), mul(yTrue, yPred)) : sub(yPred, mul(yTrue, log(add(yPred, epsilon))));
  if (!full) return meanLastAxis(loss);
  const count = maximum(yTrue, 1);
  const stirling = add(sub(mul(count, log(count)), count), mul(0.5, log(mul(count, 2 * Math.PI))));
  return meanLastAxis(add(loss, where(greater(yTrue, 1), stirling, 0)));
}

const spec: LossSpec<PoissonNllOptions> = {
  fn: poissonNll,
  aliases: ["PoissonNLLLoss", "poisson_nll_loss"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Surprise at counts under a predicted rate or its logarithm.",
  formula: "e^{z} - y z \\quad \\text{or} \\quad \\hat{y} - y \\log(\\hat{y} + \\epsilon)",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: ["positive", "real"], shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    logInput: { kind: "flag", default: true, doc: "yPred are logarithms of rates, not rates." },
    full: { kind: "flag", default: false, doc: "Adds Stirling's approximation of log y! where y is above 1." },
    epsilon: {
      kind: "number",
      default: 1e-8,
      above: 0,
      doc: "Added to the rate in the logarithm, so that a rate of 0 is finite.",
    },
  },
  minimum: null,
  kinks: [],
  infinite: "a log-rate above 88 in float32: the loss is its exponential",
  cite: ["PyTorch, PoissonNLLLoss", "Nelder and Wedderburn 1972, doi:10.2307/2344614"],
  reference: { torch: "nn.PoissonNLLLoss" },
};
export default spec;
