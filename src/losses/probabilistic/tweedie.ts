import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { exp, log } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface TweedieOptions {
  /** Exponent of the variance as a function of the mean: near 1 Poisson, near 2 gamma. Default 1.5. */
  readonly power?: number;
}

/**
 * Tweedie loss: the negative log-likelihood of a compound Poisson distribution of gamma amounts (zeros, and positive
 * amounts), less what does not depend on the prediction; averaged over the last axis.
 * @param yTrue targets, [batch, ...], 0 or more
 * @param yPred predicted means, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function tweedie(yTrue: Tensor, yPred: Tensor, { power = 1.5 }: TweedieOptions = {}): Tensor {
  requireAlike("tweedie", yTrue, yPred);
  const powerOf = (exponent: number): Tensor => mul(1 / exponent, exp(mul(exponent, log(yPred))));
  return meanLastAxis(sub(powerOf(2 - power), mul(yTrue, powerOf(1 - power))));
}

const spec: LossSpec<TweedieOptions> = {
  fn: tweedie,
  aliases: ["tweedie_loss", "TweedieLoss"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Amounts that are often exactly 0.",
  formula: "-y \\frac{\\hat{y}^{1-p}}{1-p} + \\frac{\\hat{y}^{2-p}}{2-p}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    power: {
      kind: "number",
      default: 1.5,
      above: 1,
      below: 2,
      doc: "Exponent of the variance as a function of the mean: near 1 Poisson, near 2 gamma.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x"],
  reference: {},
};
export default spec;
