import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { abs, add, div, mul, neg, square, sub } from "../ops/arithmetic.ts";
import { equal, greater, indicator, where as select } from "../ops/compare.ts";
import { exp, expm1, logSigmoid, sigmoid, xlogy } from "../ops/exponential.ts";
import { oneHot } from "../ops/gather.ts";
import { slice } from "../ops/indexing.ts";
import { logSoftmax, mean, min, softmax } from "../ops/reduce.ts";
import { fullLike, reshape, sum } from "../ops/structure.ts";
import { limitsOf } from "../ops/support.ts";
import { weightedLog } from "./classes.ts";
import { checkLogits } from "./domain.ts";
import { binaryCrossentropyOf } from "./elementwise.ts";
import { powerOrZero } from "./powers.ts";
import { asIndex, axesFrom, bindFloats } from "./shapes.ts";

// What losses of masks share. Masks are [batch, channels, ...space]: a channel for each class, or for each object that is
// masked on its own.

export type MaskActivation = "auto" | "sigmoid" | "softmax";

export interface ActivationOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /**
   * What makes logits probabilities: "sigmoid" for masks that may overlap, "softmax" for classes that exclude each other.
   * Default "auto": sigmoid for one channel, softmax for several.
   */
  readonly activation?: MaskActivation;
}

export interface MaskOptions extends ActivationOptions {
  /** Whether channel 0 counts. Default true. */
  readonly includeBackground?: boolean;
}

// Their specs.

export const maskTarget = {
  name: "yTrue",
  domain: "binary",
  shape: "[batch, channels, ...]",
  min: 0,
  max: 1,
} as const;

export const maskPrediction = {
  name: "yPred",
  domain: ["probabilities", "logits"],
  shape: "[batch, channels, ...]",
  grad: true,
  min: 0,
  max: 1,
} as const;

/** As above, for losses that need neighbours: "..." is empty for pictures and a depth for volumes. */
export const spatialTarget = {
  name: "yTrue",
  domain: "binary",
  shape: "[batch, channels, ..., height, width]",
  min: 0,
  max: 1,
} as const;

export const spatialPrediction = {
  name: "yPred",
  domain: ["probabilities", "logits"],
  shape: "[batch, channels, ..., height, width]",
  grad: true,
  min: 0,
  max: 1,
} as const;

export const fromLogitsParam = {
  kind: "flag",
  default: false,
  doc: "yPred are logits, not probabilities.",
} as const;

export const activationParam = {
  kind: "choice",
  default: "auto",
  choices: ["auto", "sigmoid", "softmax"],
  doc: "What makes logits probabilities; auto: sigmoid for one channel, softmax for several.",
} as const;

export const includeBackgroundParam = { kind: "flag", default: true, doc: "Whether channel 0 counts." } as const;

export const perChannelParam = {
  kind: "flag",
  default: false,
  doc: "A score for each channel, averaged, instead of one of all pixels.",
} as const;

export const smoothParam = {
  kind: "number",
  default: 1e-5,
  min: 0,
  doc: "Added to numerator and denominator, in pixels.",
} as const;

/** "sigmoid" or "softmax". @throws ShapeError for the softmax of one channel, which is always 1 */
function activationOf(where: string, yPred: Tensor, activation: MaskActivation): "sigmoid" | "softmax" {
  const channels = yPred.shape[1] as number;
  if (activation === "softmax" && channels < 2)
    throw new ShapeError(where, {
      expected: "at least 2 channels of yPred for a softmax",
      got: shapeText(yPred.shape),
      fix: 'use activation: "sigmoid"',
    });
  return activation === "auto" ? (channels < 2 ? "sigmoid" : "softmax") : activation;
}

/** Probabilities of each channel. @throws DomainError as checkLogits */
export function maskProbabilities(
  where: string,
  yPred: Tensor,
  { fromLogits = false, activation = "auto" }: ActivationOptions,
): Tensor {
  const of = activationOf(where, yPred, fromLogits ? activation : "auto");
  checkLogits(where, yPred, fromLogits, of);
  if (!fromLogits) return yPred;
  return of === "sigmoid" ? sigmoid(yPred) : softmax(yPred, { axis: 1 });
}

/** @throws ShapeError unless both are masks of one shape, DTypeError unless floats of one dtype */
export function requireMasks(where: string, yTrue: Tensor, yPred: Tensor, notation: string = maskTarget.shape): void {
  bindFloats(where, { yTrue: [yTrue, notation], yPred: [yPred, notation] });
}

/** Checked masks and probabilities, without the background where it does not count. */
export function masksOf(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  options: MaskOptions,
  notation: string = maskTarget.shape,
): { readonly target: Tensor; readonly predicted: Tensor } {
  requireMasks(where, yTrue, yPred, notation);
  const predicted = maskProbabilities(where, yPred, options);
  if (options.includeBackground ?? true) return { target: yTrue, predicted };
  return { target: foreground(where, yTrue), predicted: foreground(where, predicted) };
}

/** All channels but the first. @throws ShapeError when there is no other */
export function foreground(where: string, masks: Tensor): Tensor {
  if (masks.shape[1] === 1)
    throw new ShapeError(where, {
      expected: "at least 2 channels, the first being the background",
      got: shapeText(masks.shape),
      fix: "leave includeBackground true",
    });
  return slice(masks, { axes: 1, start: 1 });
}

/**
 * Class indices as masks.
 * @param labels [batch, ...] integers; one outside the classes gives zeros only
 * @returns [batch, classes, ...]
 */
export function oneHotMask(where: string, labels: Tensor, classes: number, like: Tensor): Tensor {
  return oneHot(asIndex(where, labels), classes, { axis: 1, dtype: like.dtype });
}

/** Sums of which scores of overlap are made: [batch], or [batch, channels]. */
export interface Overlap {
  readonly both: Tensor;
  readonly target: Tensor;
  readonly predicted: Tensor;
}

export interface OverlapOptions {
  /** One for each channel. Default false: one for each example. */
  readonly perChannel?: boolean;
  /** Squares of the masks in their sums. Default false. */
  readonly squared?: boolean;
  /** The overlap as the sum of the smaller of both, which is right for targets between 0 and 1. Default false. */
  readonly softLabels?: boolean;
}

export function overlapOf(
  target: Tensor,
  predicted: Tensor,
  { perChannel = false, squared = false, softLabels = false }: OverlapOptions = {},
): Overlap {
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const total = (x: Tensor): Tensor => sum(squared ? square(x) : x, { axes });
  const [t, p] = [total(target), total(predicted)];
  const both =
    softLabels && !squared
      ? mul(0.5, sub(add(t, p), sum(abs(sub(predicted, target)), { axes })))
      : sum(mul(predicted, target), { axes });
  return { both, target: t, predicted: p };
}

/** (a + smooth) / (b + smooth), and 1 for 0 / 0: where nothing is to be found, finding nothing is right. */
export function smoothRatio(a: Tensor, b: Tensor, smooth: number): Tensor {
  const lower = smooth === 0 ? b : add(b, smooth);
  const isZero = indicator(equal(lower, 0), b);
  return div(add(smooth === 0 ? a : add(a, smooth), isZero), add(lower, isZero));
}

/** 1 - 2 |both| / (|target| + |predicted|), smoothed. */
export function diceOf({ both, target, predicted }: Overlap, smooth: number): Tensor {
  return sub(1, smoothRatio(mul(2, both), add(target, predicted), smooth));
}

/** Values of channels, if there are several for an example, averaged. */
export function meanOfChannels(values: Tensor): Tensor {
  return values.rank > 1 ? mean(values, { axes: 1 }) : values;
}

/**
 * Cross-entropy in nats of each pixel: over the classes of a softmax, or averaged over the channels of sigmoids.
 * @param positiveWeight factor of the target's ones, of sigmoids
 * @returns [batch, ...space]
 */
export function pixelCrossentropy(
  where: string,
  target: Tensor,
  yPred: Tensor,
  { fromLogits = false, activation = "auto" }: ActivationOptions,
): Tensor {
  if (activationOf(where, yPred, activation) === "softmax")
    return neg(sum(weightedLog(target, yPred, { axis: 1, fromLogits }), { axes: 1 }));
  return mean(binaryCrossentropyOf(target, yPred, fromLogits), { axes: 1 });
}

/** Focal loss of each pixel: cross-entropy times (1 - probability of the truth)^gamma. [batch, ...space] */
export function pixelFocal(
  where: string,
  target: Tensor,
  yPred: Tensor,
  { fromLogits = false, activation = "auto" }: ActivationOptions,
  gamma: number,
): Tensor {
  if (activationOf(where, yPred, activation) === "softmax") {
    const logs = fromLogits ? logSoftmax(yPred, { axis: 1 }) : undefined;
    const missing = logs === undefined ? sub(1, yPred) : neg(expm1(logs));
    const weight = mul(target, powerOrZero(missing, gamma));
    return neg(sum(logs === undefined ? xlogy(weight, yPred) : mul(weight, logs), { axes: 1 }));
  }
  const entropy = binaryCrossentropyOf(target, yPred, fromLogits);
  const missing = fromLogits
    ? exp(mul(gamma, logSigmoid(mul(yPred, sub(1, mul(2, target))))))
    : powerOrZero(abs(sub(target, yPred)), gamma);
  return mean(mul(missing, entropy), { axes: 1 });
}

/** (TP + smooth) / (TP + alpha FP + beta FN + smooth). */
export function tverskyIndex(
  { both, target, predicted }: Overlap,
  alpha: number,
  beta: number,
  smooth: number,
): Tensor {
  const wrong = add(mul(alpha, sub(predicted, both)), mul(beta, sub(target, both)));
  return smoothRatio(both, add(both, wrong), smooth);
}

export type VolumeWeight = "square" | "simple" | "uniform";

/**
 * Weights of channels by the reciprocal of their pixels (or its square), the smallest one that is there having 1. Those
 * that are not there have 1 too.
 * @param volumes [batch, channels]
 */
export function volumeWeights(volumes: Tensor, weight: VolumeWeight): Tensor {
  const isThere = greater(volumes, 0);
  const smallest = min(select(isThere, volumes, limitsOf(volumes).max), { axes: 1, keepDims: true });
  const ratio = select(isThere, div(smallest, select(isThere, volumes, 1)), 1);
  return weight === "uniform" ? fullLike(volumes, 1) : weight === "simple" ? ratio : square(ratio);
}

/** Distances of classes, given by row, as [classes, classes], the largest being 1. @throws ArgumentError for another number */
export function distanceMatrix(
  where: string,
  distances: readonly number[] | undefined,
  classes: number,
  like: Tensor,
): Tensor {
  const list = distances ?? Array.from({ length: classes ** 2 }, (_, i) => (i % (classes + 1) === 0 ? 0 : 1));
  if (list.length !== classes ** 2)
    throw new ArgumentError(`${where}: distances`, {
      expected: `${classes ** 2} numbers for ${classes} classes`,
      got: `${list.length}`,
    });
  const scaled = list.map((each) => each / (Math.max(...list) || 1));
  return reshape(constant(scaled, { dtype: like.dtype }), [classes, classes]);
}

/** @throws ShapeError for fewer than two channels: classes that exclude each other */
export function requireClasses(where: string, yPred: Tensor): void {
  activationOf(where, yPred, "softmax");
}

/** A factor for each channel, to be broadcast over masks; 1 where none are given. @throws ArgumentError for another number */
export function channelWeights(where: string, weights: readonly number[] | undefined, masks: Tensor): Tensor | 1 {
  if (weights === undefined) return 1;
  const channels = masks.shape[1] as number;
  if (weights.length !== channels)
    throw new ArgumentError(where, { expected: `${channels} weights, one for each channel`, got: `${weights.length}` });
  return reshape(constant([...weights], { dtype: masks.dtype }), [channels, ...axesFrom(masks, 2).map(() => 1)]);
}
