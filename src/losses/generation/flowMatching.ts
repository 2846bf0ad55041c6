import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface FlowMatchingOptions {
  /** Standard deviation around each example at the path's end. Default 0: straight lines (rectified flow). */
  readonly sigmaMin?: number;
}

/**
 * Conditional flow matching: the model predicts the velocity of the path from noise to example,
 * x_t = (1 - (1 - σ) t) noise + t sample.
 * @param sample examples, [batch, ...]
 * @param noise standard normal, the same shape
 * @param yPred predicted velocity at x_t, the same shape
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function flowMatching(
  sample: Tensor,
  noise: Tensor,
  yPred: Tensor,
  { sigmaMin = 0 }: FlowMatchingOptions = {},
): Tensor {
  const data = "[batch, ...]";
  bindFloats("flowMatching", { sample: [sample, data], noise: [noise, data], yPred: [yPred, data] });
  const velocity = sub(sample, mul(noise, 1 - sigmaMin));
  return meanOfExample(square(sub(yPred, velocity)));
}

const spec: LossSpec<FlowMatchingOptions, [sample: Tensor, noise: Tensor, yPred: Tensor]> = {
  fn: flowMatching,
  aliases: ["conditionalFlowMatching", "rectifiedFlow"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared error of a predicted velocity from noise to examples.",
  formula: "\\operatorname{mean}\\, (v_\\theta(x_t, t) - (x - (1 - \\sigma) \\epsilon))^2",
  inputs: [
    { name: "sample", domain: "real", shape: "[batch, ...]" },
    { name: "noise", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: { sigmaMin: { kind: "number", default: 0, min: 0, max: 1, doc: "Standard deviation at the path's end." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Lipman et al. 2022, arXiv:2210.02747", "Liu et al. 2022, arXiv:2209.03003"],
  reference: {},
};
export default spec;
