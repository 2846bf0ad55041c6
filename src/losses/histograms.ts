import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { abs, add, clip, div, maximum, minimum, mul, square, sub } from "../ops/arithmetic.ts";
import { iota } from "../ops/bits.ts";
import { equal, indicator, less, where } from "../ops/compare.ts";
import { xlogy } from "../ops/exponential.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { max, min, softmax } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";
import type { ChoiceParam, LossSpec, NumberParam } from "./spec.ts";

/** Options of losses of joint histograms. */
export interface HistogramOptions {
  /**
   * How a value is spread over bins: "gaussian" over values from 0 to 1 (others are moved there); "bSpline" (Mattes et al.),
   * yPred by a cubic spline, yTrue to its bin, and "xu" (Xu et al.), between each image's least and largest value.
   * Default "gaussian".
   */
  readonly kernel?: "gaussian" | "bSpline" | "xu";
  /** Number of bins. Default 23. */
  readonly bins?: number;
  /** Standard deviation of the Gaussian, in bins. Default 0.5. */
  readonly sigmaRatio?: number;
}

const kernel: ChoiceParam<"gaussian" | "bSpline" | "xu"> = {
  kind: "choice",
  default: "gaussian",
  choices: ["gaussian", "bSpline", "xu"],
  doc: "How a value is spread over bins.",
};
const bins: NumberParam = { kind: "integer", default: 23, min: 5, example: 8, doc: "Number of bins." };
const sigmaRatio: NumberParam = { kind: "number", default: 0.5, above: 0, doc: "Deviation of the Gaussian, in bins." };

/** Their documentation, for the specs. */
export const histogramParams: LossSpec<HistogramOptions>["params"] = { kernel, bins, sigmaRatio };

/** Entropies, in nats. */
export interface Entropies {
  readonly ofTrue: Tensor;
  readonly ofPred: Tensor;
  readonly joint: Tensor;
}

/**
 * Entropies of the values of two images and of both together, by soft histograms; [batch] each.
 * @param yTrue [batch, ...] real
 * @param yPred the same shape
 */
export function jointEntropies(
  yTrue: Tensor,
  yPred: Tensor,
  { kernel: form = "gaussian", bins: count = 23, sigmaRatio: ratio = 0.5 }: HistogramOptions,
): Entropies {
  const samples = (x: Tensor): Tensor => reshape(x, [x.shape[0] as number, sizeOf(x.shape.slice(1)), 1]);
  const [a, b] = [samples(yTrue), samples(yPred)];
  const spread = {
    gaussian: (x: Tensor): Tensor => gaussianWeights(x, count, ratio),
    bSpline: (x: Tensor): Tensor => splineWeights(x, count, x === b),
    xu: (x: Tensor): Tensor => xuWeights(x, count),
  }[form];
  const joint = div(matMul(transposeMatrix(spread(a)), spread(b)), Math.max(1, a.shape[1] as number));
  return {
    ofTrue: entropy(sum(joint, { axes: 2 })),
    ofPred: entropy(sum(joint, { axes: 1 })),
    joint: entropy(reshape(joint, [a.shape[0] as number, count * count])),
  };
}

/** -Σ p log p over the last axis; an empty bin adds nothing. */
function entropy(p: Tensor): Tensor {
  return mul(-1, sum(xlogy(p, p), { axes: -1 }));
}

function binsLike(x: Tensor, count: number): Tensor {
  return iota(count, x.dtype);
}

/** Each value over bins from 0 to 1, by a Gaussian around it; rows sum to 1. */
function gaussianWeights(x: Tensor, count: number, ratio: number): Tensor {
  const place = mul(clip(x, 0, 1), count - 1);
  return softmax(mul(-0.5 / ratio ** 2, square(sub(place, binsLike(x, count)))));
}

/** Values between the least (0) and the largest (1) of each example; 0 where these are equal. */
function unitRange(x: Tensor): Tensor {
  const [low, high] = [min(x, { axes: 1, keepDims: true }), max(x, { axes: 1, keepDims: true })];
  const range = sub(high, low);
  return div(sub(x, low), where(equal(range, 0), 1, range));
}

/** A cubic B-spline, or the nearest bin (half of both when between two); two bins at each end are left for the spline. */
function splineWeights(x: Tensor, count: number, isCubic: boolean): Tensor {
  const place = minimum(add(mul(unitRange(x), count - 4), 2), count - 3);
  const gap = abs(sub(binsLike(x, count), place));
  if (!isCubic) return add(indicator(less(gap, 0.5), x), mul(0.5, indicator(equal(gap, 0.5), x)));
  const cube = (t: Tensor): Tensor => mul(t, square(t));
  const part = (reach: number): Tensor => cube(maximum(sub(reach, gap), 0));
  return div(sub(part(2), mul(4, part(1))), 6);
}

/** The polynomial window of Xu et al. 2008 over a bin to each side; rows sum to 1. */
function xuWeights(x: Tensor, count: number): Tensor {
  const gap = minimum(abs(sub(binsLike(x, count), mul(unitRange(x), count - 1))), 1);
  const near = sub(1, mul(gap, add(0.1, mul(1.8, gap))));
  const far = mul(sub(1, gap), sub(1.9, mul(1.8, gap))); // factored, so that rounding cannot take it below 0
  return where(less(gap, 0.5), near, far);
}
