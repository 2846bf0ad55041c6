import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { type DiffusionTarget, minSnrWeight } from "../diffusion.ts";
import { meanOfExample } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DiffusionOptions {
  /** What yTrue and yPred are: noise, velocity or clean examples. It decides the weight. Default "epsilon". */
  readonly prediction?: DiffusionTarget;
  /** Bound γ of the signal-to-noise ratio in the weight min(SNR, γ); the paper's is 5. Default: every step weighs 1. */
  readonly minSnrGamma?: number;
}

/**
 * The simple loss of a diffusion model: mean squared error of the noise (or of what else it predicts), weighted by the
 * step's signal-to-noise ratio where `minSnrGamma` is given.
 * @param yTrue noise that was added, [batch, ...]
 * @param yPred the model's prediction of it, the same shape
 * @param snr signal-to-noise ratio of each example's step, ᾱ / (1 - ᾱ), [batch]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function diffusion(
  yTrue: Tensor,
  yPred: Tensor,
  snr: Tensor,
  { prediction = "epsilon", minSnrGamma }: DiffusionOptions = {},
): Tensor {
  bindFloats("diffusion", { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, ...]"], snr: [snr, "[batch]"] });
  const error = meanOfExample(square(sub(yPred, yTrue)));
  return minSnrGamma === undefined ? error : mul(error, minSnrWeight(snr, minSnrGamma, prediction));
}

const spec: LossSpec<DiffusionOptions, [yTrue: Tensor, yPred: Tensor, snr: Tensor]> = {
  fn: diffusion,
  aliases: ["epsilonPrediction", "ddpm_loss", { name: "min_snr", options: { minSnrGamma: 5 } }],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared error of a diffusion model's prediction of the noise.",
  formula:
    "w \\, \\operatorname{mean}\\, (\\epsilon_\\theta(x_t, t) - \\epsilon)^2, \\quad w = 1 \\text{ or } \\min(\\mathrm{SNR}, \\gamma) / \\mathrm{SNR}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "snr", domain: "positive", shape: "[batch]", min: 0 },
  ],
  params: {
    prediction: {
      kind: "choice",
      default: "epsilon",
      choices: ["epsilon", "velocity", "sample"],
      doc: "What is predicted: noise, velocity or clean examples.",
    },
    minSnrGamma: { kind: "number", default: null, above: 0, example: 1.5, doc: "Bound of the ratio in the weight." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Ho et al. 2020, arXiv:2006.11239", "Hang et al. 2023, arXiv:2303.09556"],
  reference: {},
};
export default spec;
