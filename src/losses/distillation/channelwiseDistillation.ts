import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { flatten } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, tempered } from "../teacher.ts";

export interface ChannelwiseDistillationOptions {
  /** Divisor of both activations. Default 4. */
  readonly temperature?: number;
}

/**
 * Channel-wise distillation for dense prediction: in each channel the student's activations, as a distribution over places,
 * follow the teacher's. Nothing flows back to the teacher.
 * @param yTrue the teacher's activations or logits, [batch, channels, height, width]
 * @param yPred the student's, the same shape
 * @returns [batch]: the mean over channels, times the squared temperature
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function channelwiseDistillation(
  yTrue: Tensor,
  yPred: Tensor,
  { temperature = 4 }: ChannelwiseDistillationOptions = {},
): Tensor {
  const shape = "[batch, channels, height, width]";
  bindFloats("channelwiseDistillation", { yTrue: [yTrue, shape], yPred: [yPred, shape] });
  const over = (x: Tensor): Tensor => tempered(flatten(x, { startAxis: 2 }), temperature);
  return mul(mean(divergence(over(stopGradient(yTrue)), over(yPred)), { axes: -1 }), temperature ** 2);
}

const spec: LossSpec<ChannelwiseDistillationOptions> = {
  fn: channelwiseDistillation,
  aliases: ["CWD"],
  family: "distillation",
  tasks: ["distillation", "masks"],
  summary: "In each channel the student is active where the teacher is.",
  formula:
    "\\frac{T^2}{C} \\sum_c \\mathrm{KL}\\left(\\mathrm{softmax}_{hw}(t_c / T) \\,\\|\\, \\mathrm{softmax}_{hw}(s_c / T)\\right)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
  ],
  params: { temperature: { kind: "number", default: 4, above: 0, doc: "Divisor of both activations." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Shu et al. 2020, arXiv:2011.13256"],
  reference: {},
};
export default spec;
