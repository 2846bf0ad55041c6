import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { resize } from "../../ops/resize.ts";
import { perExample } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { bindFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface DeepSupervisionOptions {
  /** The loss of each output. Default mean squared error. */
  readonly loss?: LossOption;
  /** Weights of the outputs: "exponential" 1, 1/2, 1/4 (default), "same" 1, 1, 1, "two" 1, 1/2, 1/2. */
  readonly weighting?: "exponential" | "same" | "two";
}

/**
 * Deep supervision: outputs of a decoder at lower resolutions are compared with the target too, made as small as they are by
 * taking the nearest elements. The weighted sum of their losses.
 * @param yTrue [batch, channels, height, width]
 * @param yPred the same shape
 * @param yPredHalf an output of lower resolution, [batch, channels, halfHeight, halfWidth]
 * @param yPredQuarter one of still lower resolution, [batch, channels, quarterHeight, quarterWidth]
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function deepSupervision(
  yTrue: Tensor,
  yPred: Tensor,
  yPredHalf: Tensor,
  yPredQuarter: Tensor,
  { loss = meanSquaredError, weighting = "exponential" }: DeepSupervisionOptions = {},
): Tensor {
  const { batch = 0 } = bindFloats("deepSupervision", {
    yTrue: [yTrue, "[batch, channels, height, width]"],
    yPred: [yPred, "[batch, channels, height, width]"],
    yPredHalf: [yPredHalf, "[batch, channels, halfHeight, halfWidth]"],
    yPredQuarter: [yPredQuarter, "[batch, channels, quarterHeight, quarterWidth]"],
  });
  const weights = { exponential: [1, 1 / 2, 1 / 4], same: [1, 1, 1], two: [1, 1 / 2, 1 / 2] }[weighting];
  return [yPred, yPredHalf, yPredQuarter]
    .map((output, i) => {
      const target = i === 0 ? yTrue : resize(yTrue, { size: output.shape.slice(2) });
      return mul(perExample("deepSupervision", loss(target, output), batch), weights[i] as number);
    })
    .reduce((a, b) => add(a, b));
}

type Inputs = [yTrue: Tensor, yPred: Tensor, yPredHalf: Tensor, yPredQuarter: Tensor];

const spec: LossSpec<DeepSupervisionOptions, Inputs> = {
  fn: deepSupervision,
  aliases: ["DeepSupervisionLoss"],
  family: "wrapper",
  tasks: ["masks", "restoration"],
  summary: "Outputs of a decoder at lower resolutions are compared with the target too.",
  formula: "\\sum_k w_k\\, \\ell(y_{\\downarrow k}, \\hat{y}_k)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
    { name: "yPredHalf", domain: "real", shape: "[batch, channels, halfHeight, halfWidth]", grad: true },
    { name: "yPredQuarter", domain: "real", shape: "[batch, channels, quarterHeight, quarterWidth]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss of each output." },
    weighting: { kind: "choice", default: "exponential", choices: ["exponential", "same", "two"], doc: "Weights." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Lee et al. 2014, arXiv:1409.5185"],
  reference: {
    monai: { name: "DeepSupervisionLoss", differs: "takes a list; takes nearest elements by their middles" },
  },
};
export default spec;
