import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanOfExample, perExampleFactor } from "../examples.ts";
import { posteriorDivergence } from "../posterior.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface HybridVlbOptions {
  /** Factor λ of the variational bound. Default 0.001. */
  readonly weight?: number;
}

/**
 * Loss of a diffusion model that also learns its variances: squared error of the noise plus λ times a term of the
 * variational bound, the divergence of its reverse step from the true one in nats. In the bound the predicted noise is held
 * constant, so that it trains the variances alone. For steps after the first, where the bound is that divergence.
 * @param noise standard normal noise that was added, [batch, ...]
 * @param yPred the model's prediction of it, the same shape
 * @param fraction where the log-variance lies between its bounds, 0 (posterior's) to 1 (step's), the same shape
 * @param beta variance of the noise that each example's step adds, between 0 and 1, [batch]
 * @param previousAlphaBar share of the signal's variance that is left before the step, between 0 and 1, [batch]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function hybridVlb(
  noise: Tensor,
  yPred: Tensor,
  fraction: Tensor,
  beta: Tensor,
  previousAlphaBar: Tensor,
  { weight = 0.001 }: HybridVlbOptions = {},
): Tensor {
  bindFloats("hybridVlb", {
    noise: [noise, data],
    yPred: [yPred, data],
    fraction: [fraction, data],
    beta: [beta, steps],
    previousAlphaBar: [previousAlphaBar, steps],
  });
  const [added, before] = [perExampleFactor(beta, noise), perExampleFactor(previousAlphaBar, noise)];
  const error = square(sub(yPred, noise));
  const bound = posteriorDivergence(stopGradient(error), fraction, added, before);
  return meanOfExample(add(error, mul(bound, weight)));
}

const data = "[batch, ...]";
const steps = "[batch]";

type Inputs = [noise: Tensor, yPred: Tensor, fraction: Tensor, beta: Tensor, previousAlphaBar: Tensor];

const spec: LossSpec<HybridVlbOptions, Inputs> = {
  fn: hybridVlb,
  aliases: ["improved_ddpm_loss"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared error of the noise plus a term of the variational bound that trains variances.",
  formula:
    "\\operatorname{mean}\\, (\\epsilon_\\theta - \\epsilon)^2 + \\lambda \\, \\mathrm{KL}(q(x_{t-1} | x_t, x_0) \\,\\|\\, p_\\theta(x_{t-1} | x_t))",
  inputs: [
    { name: "noise", domain: "real", shape: data },
    { name: "yPred", domain: "real", shape: data, grad: true },
    { name: "fraction", domain: "probabilities", shape: data, grad: true, min: 0, max: 1 },
    { name: "beta", domain: "probabilities", shape: steps, min: 0, max: 1 },
    { name: "previousAlphaBar", domain: "probabilities", shape: steps, min: 0, max: 1 },
  ],
  params: { weight: { kind: "number", default: 0.001, min: 0, example: 0.5, doc: "Factor λ of the bound." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Nichol and Dhariwal 2021, arXiv:2102.09672"],
  reference: {},
};
export default spec;
