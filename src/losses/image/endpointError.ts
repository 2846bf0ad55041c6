import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import { euclideanNorm } from "../norms.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface EndpointErrorOptions {
  /** Exponent of the distances; below 1 outliers count less. Default 1. */
  readonly power?: number;
  /** Added to the distances before the exponent. Default 0. */
  readonly epsilon?: number;
}

/**
 * Endpoint error of optical flow: length of the error of the displacement, in pixels, averaged over positions.
 * @param yTrue flow, [batch, 2, height, width] real, in pixels
 * @param yPred flow, the same shape
 * @returns [batch]
 * @throws ShapeError for anything but two components
 */
export function endpointError(
  yTrue: Tensor,
  yPred: Tensor,
  { power = 1, epsilon = 0 }: EndpointErrorOptions = {},
): Tensor {
  bindAlike("endpointError", { yTrue, yPred }, "[batch, 2, height, width]");
  const distance = euclideanNorm(sub(yPred, yTrue), { axes: 1 });
  return meanOfExample(power === 1 && epsilon === 0 ? distance : pow(add(distance, epsilon), power));
}

const spec: LossSpec<EndpointErrorOptions> = {
  fn: endpointError,
  aliases: ["epe", "aepe", { name: "robustEpe", options: { power: 0.4, epsilon: 0.01 } }],
  family: "image",
  tasks: ["alignment", "regression"],
  summary: "How far off the end of each displacement is.",
  formula: "\\frac{1}{n} \\sum_i (\\lVert \\hat u_i - u_i \\rVert_2 + \\epsilon)^q",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, 2, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, 2, height, width]", grad: true },
  ],
  values: "[batch]",
  params: {
    power: { kind: "number", default: 1, above: 0, example: 0.4, doc: "Exponent of the distances." },
    epsilon: { kind: "number", default: 0, min: 0, example: 0.01, doc: "Added to the distances." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1]], [[2]]]], yPred: [[[[1]], [[2]]]] }, gradients: { yPred: [[[[0]], [[0]]]] } },
    },
  ],
  cite: ["Baker et al. 2011, doi:10.1007/s11263-010-0390-2", "Sun et al. 2018, arXiv:1709.02371"],
  reference: {},
};
export default spec;
