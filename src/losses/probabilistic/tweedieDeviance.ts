import { ArgumentError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";
import { gammaDeviance } from "./gammaDeviance.ts";
import { poissonDeviance } from "./poissonDeviance.ts";

export interface TweedieDevianceOptions {
  /** Exponent of the variance as a function of the mean: 0, or 1 or more. Default 1.5. */
  readonly power?: number;
}

/**
 * Unit deviance of the Tweedie distributions: squared error at power 0, Poisson at 1, gamma at 2, inverse Gaussian at
 * 3; averaged over the last axis.
 * @param yTrue targets, [batch, ...], 0 or more; above 0 from power 2 on
 * @param yPred predicted means, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast; ArgumentError for a power between 0 and 1
 */
export function tweedieDeviance(yTrue: Tensor, yPred: Tensor, { power = 1.5 }: TweedieDevianceOptions = {}): Tensor {
  if (power > 0 && power < 1)
    throw new ArgumentError("tweedieDeviance", {
      expected: "a power of 0, or of 1 or more",
      got: `${power}`,
      fix: "take 1.5",
    });
  if (power === 1) return poissonDeviance(yTrue, yPred);
  if (power === 2) return gammaDeviance(yTrue, yPred);
  requireAlike("tweedieDeviance", yTrue, yPred);
  if (power === 0) return meanLastAxis(square(sub(yPred, yTrue)));
  const ofTarget = mul(1 / ((1 - power) * (2 - power)), pow(yTrue, 2 - power));
  const cross = mul(yTrue, mul(1 / (1 - power), pow(yPred, 1 - power)));
  const ofPrediction = mul(1 / (2 - power), pow(yPred, 2 - power));
  return meanLastAxis(mul(2, add(sub(ofTarget, cross), ofPrediction)));
}

const spec: LossSpec<TweedieDevianceOptions> = {
  fn: tweedieDeviance,
  aliases: ["mean_tweedie_deviance"],
  family: "probabilistic",
  tasks: ["counts", "regression"],
  summary: "Deviance of the exponential families of a power variance.",
  formula: "2 \\left(\\frac{y^{2-p}}{(1-p)(2-p)} - \\frac{y \\hat{y}^{1-p}}{1-p} + \\frac{\\hat{y}^{2-p}}{2-p}\\right)",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    power: {
      kind: "number",
      default: 1.5,
      min: 0,
      doc: "Exponent of the variance as a function of the mean: 0, or 1 or more.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x"],
  reference: {},
};
export default spec;
