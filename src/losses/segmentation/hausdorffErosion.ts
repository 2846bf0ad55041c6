import { constant, type Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { conv } from "../../ops/conv.ts";
import { max, min } from "../../ops/reduce.ts";
import { reshape } from "../../ops/structure.ts";
import { tapsOf } from "../../ops/window.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface HausdorffErosionOptions extends mask.MaskOptions {
  /** Power of the number of erosions. Default 2. */
  readonly alpha?: number;
  /** How often errors are eroded: about the largest error that matters, in pixels. Default 10. */
  readonly iterations?: number;
}

/**
 * Hausdorff loss by erosion: squared errors are eroded again and again, and what survives k erosions weighs k^alpha. An
 * erosion is the mean over the pixel and its neighbours along the axes, less one half, scaled to [0, 1] again.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function hausdorffErosion(yTrue: Tensor, yPred: Tensor, options: HausdorffErosionOptions = {}): Tensor {
  const { alpha = 2, iterations = 10 } = options;
  const { target, predicted } = mask.masksOf("hausdorffErosion", yTrue, yPred, options, mask.spatialTarget.shape);
  const [batch, channels, ...space] = target.shape as [number, number, ...number[]];
  let rest = reshape(square(sub(predicted, target)), [batch * channels, 1, ...space]);
  const parts = Array.from({ length: iterations }, (_, i) => {
    rest = erode(rest, space.length);
    return mul(rest, (i + 1) ** alpha);
  });
  return meanOfExample(reshape(parts.reduce(add), target.shape));
}

function erode(x: Tensor, dims: number): Tensor {
  const cross = tapsOf(Array.from({ length: dims }, () => 3)).map((tap) => tap.filter((at) => at !== 1).length < 2);
  const taps = cross.map((isIn) => (isIn ? 1 / (2 * dims + 1) : 0));
  const weights = constant(taps, { dtype: x.dtype });
  const left = relu(sub(conv(x, reshape(weights, [1, 1, ...Array<number>(dims).fill(3)]), { padding: 1 }), 0.5));
  const over = { axes: axesFrom(x, 1), keepDims: true };
  const [low, high] = [min(left, over), max(left, over)];
  const isFlat = equal(low, high);
  return div(sub(left, where(isFlat, 0, low)), where(isFlat, 1, sub(high, low)));
}

const spec: LossSpec<HausdorffErosionOptions> = {
  fn: hausdorffErosion,
  aliases: ["HausdorffERLoss", "HausdorffERLoss3D", "hausdorff_er_loss"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Errors weigh as the erosions they survive: brings the thickest one in.",
  formula: "\\frac{1}{n} \\sum_{k=1}^{K} \\sum_i k^{\\alpha} \\big( (y - \\hat{y})^2 \\ominus_k B \\big)_i",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    alpha: { kind: "number", default: 2, min: 0, doc: "Power of the number of erosions." },
    iterations: { kind: "integer", default: 10, min: 1, example: 3, doc: "How often errors are eroded." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Karimi and Salcudean 2020, arXiv:1904.10030"],
  reference: { kornia: { name: "HausdorffERLoss", differs: "class indices; averages classes" } },
};
export default spec;
