import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square } from "../../ops/arithmetic.ts";
import { meanOfExample, perExampleFactor } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Denoising score matching: at an example plus σ times normal noise the score, the gradient of the log-density, should be
 * -noise / σ. Weighted by σ², as usual, so that all noise levels count alike.
 * @param noise standard normal, [batch, ...]
 * @param yPred predicted score at example + σ noise, the same shape
 * @param sigma σ of each example, [batch]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function denoisingScoreMatching(noise: Tensor, yPred: Tensor, sigma: Tensor): Tensor {
  const data = "[batch, ...]";
  bindFloats("denoisingScoreMatching", { noise: [noise, data], yPred: [yPred, data], sigma: [sigma, "[batch]"] });
  return meanOfExample(square(add(mul(perExampleFactor(sigma, yPred), yPred), noise)));
}

const spec: LossSpec<object, [noise: Tensor, yPred: Tensor, sigma: Tensor]> = {
  fn: denoisingScoreMatching,
  aliases: ["scoreMatching"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared error of a predicted score of noisy examples.",
  formula: "\\operatorname{mean}\\, (\\sigma s_\\theta(x + \\sigma \\epsilon) + \\epsilon)^2",
  inputs: [
    { name: "noise", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "sigma", domain: "positive", shape: "[batch]", min: 0 },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Vincent 2011, doi:10.1162/NECO_a_00142", "Song and Ermon 2019, arXiv:1907.05600"],
  reference: {},
};
export default spec;
