import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface PoissonOptions {
  /** Added to the rate in the logarithm, so that a rate of 0 is finite. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Poisson loss: the negative log-likelihood of counts under a predicted rate, less what does not depend on it; averaged
 * over the last axis. The network must end in a softplus or an exponential: `poissonNll` takes the logarithm of the
 * rate.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param yPred predicted rates, the same shape, 0 or more
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function poisson(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: PoissonOptions = {}): Tensor {
  requireAlike("poisson", yTrue, yPred);
  return meanLastAxis(sub(yPred, mul(yTrue, log(add(yPred, epsilon)))));
}

const spec: LossSpec<PoissonOptions> = {
  fn: poisson,
  aliases: ["poisson_loss"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Surprise at counts under a predicted rate.",
  formula: "\\hat{y} - y \\log(\\hat{y} + \\epsilon)",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    epsilon: {
      kind: "number",
      default: 1e-7,
      above: 0,
      doc: "Added to the rate in the logarithm, so that a rate of 0 is finite.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Keras, Poisson", "Nelder and Wedderburn 1972, doi:10.2307/2344614"],
  reference: {
    keras: "Poisson",
    torch: { name: "nn.PoissonNLLLoss(log_input=False)", differs: "adds 1e-8 in the logarithm" },
    tfjs: "poisson",
  },
};
export default spec;
