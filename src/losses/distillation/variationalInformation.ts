import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { log, softplus } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface VariationalInformationOptions {
  /** Least variance. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Variational information distillation: the teacher's activations are likely under Gaussians around the student's, with a
 * trained variance for each channel, so that channels the student cannot follow count less. Nothing flows back to the
 * teacher. Without the constant of the density.
 * @param yTrue the teacher's activations, [batch, channels, height, width]
 * @param yPred the student's prediction of them, the same shape
 * @param scale softplus of it is the variance, [channels]: trained with the loss
 * @returns [batch]: the mean over channels and places
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function variationalInformation(
  yTrue: Tensor,
  yPred: Tensor,
  scale: Tensor,
  { epsilon = 1e-5 }: VariationalInformationOptions = {},
): Tensor {
  bindFloats("variationalInformation", {
    yTrue: [yTrue, "[batch, channels, height, width]"],
    yPred: [yPred, "[batch, channels, height, width]"],
    scale: [scale, "[channels]"],
  });
  const variance = expandDims(add(softplus(scale), epsilon), [0, 2, 3]);
  const error = square(sub(yPred, stopGradient(yTrue)));
  return mul(mean(add(div(error, variance), log(variance)), { axes: [1, 2, 3] }), 0.5);
}

const spec: LossSpec<VariationalInformationOptions, [yTrue: Tensor, yPred: Tensor, scale: Tensor]> = {
  fn: variationalInformation,
  aliases: ["VID"],
  family: "distillation",
  tasks: ["distillation", "uncertainty"],
  summary: "The teacher's activations are likely around the student's, with a trained variance for each channel.",
  formula: "\\operatorname{mean}_{c, h, w} \\tfrac12 \\left(\\frac{(t - s)^2}{\\sigma_c^2} + \\log \\sigma_c^2\\right)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
    {
      name: "scale",
      domain: "real",
      shape: "[channels]",
      grad: true,
      variable: { trainable: true, initial: "ones" },
    },
  ],
  params: { epsilon: { kind: "number", default: 1e-5, above: 0, example: 1e-3, doc: "Least variance." } },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Ahn et al. 2019, arXiv:1904.05835"],
  reference: {},
};
export default spec;
