import type { Tensor } from "../../core/tensor.ts";
import { div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { minSnrWeight } from "../diffusion.ts";
import { meanOfExample, perExampleFactor } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface VPredictionOptions {
  /** Bound γ of the signal-to-noise ratio in the weight min(SNR, γ) / (SNR + 1). Default: every step weighs 1. */
  readonly minSnrGamma?: number;
}

/**
 * Loss of a diffusion model that predicts the velocity √ᾱ ε - √(1 - ᾱ) x, which is well scaled at every noise level.
 * @param sample clean examples x, [batch, ...]
 * @param noise standard normal ε, the same shape
 * @param yPred predicted velocity at √ᾱ x + √(1 - ᾱ) ε, the same shape
 * @param alphaBar share of the signal's variance ᾱ at each example's step, [batch]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function vPrediction(
  sample: Tensor,
  noise: Tensor,
  yPred: Tensor,
  alphaBar: Tensor,
  { minSnrGamma }: VPredictionOptions = {},
): Tensor {
  const data = "[batch, ...]";
  bindFloats("vPrediction", {
    sample: [sample, data],
    noise: [noise, data],
    yPred: [yPred, data],
    alphaBar: [alphaBar, "[batch]"],
  });
  const signal = perExampleFactor(sqrt(alphaBar), sample);
  const spread = perExampleFactor(sqrt(sub(1, alphaBar)), sample);
  const velocity = sub(mul(signal, noise), mul(spread, sample));
  const error = meanOfExample(square(sub(yPred, velocity)));
  if (minSnrGamma === undefined) return error;
  return mul(error, minSnrWeight(div(alphaBar, sub(1, alphaBar)), minSnrGamma, "velocity"));
}

const spec: LossSpec<VPredictionOptions, [sample: Tensor, noise: Tensor, yPred: Tensor, alphaBar: Tensor]> = {
  fn: vPrediction,
  aliases: ["velocityPrediction"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared error of a diffusion model's prediction of the velocity.",
  formula:
    "\\operatorname{mean}\\, (v_\\theta(x_t, t) - \\sqrt{\\bar\\alpha} \\epsilon + \\sqrt{1 - \\bar\\alpha} \\, x)^2",
  inputs: [
    { name: "sample", domain: "real", shape: "[batch, ...]" },
    { name: "noise", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "alphaBar", domain: "probabilities", shape: "[batch]", min: 0, max: 1 },
  ],
  params: {
    minSnrGamma: { kind: "number", default: null, above: 0, example: 1.5, doc: "Bound of the ratio in the weight." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Salimans and Ho 2022, arXiv:2202.00512", "Hang et al. 2023, arXiv:2303.09556"],
  reference: {},
};
export default spec;
