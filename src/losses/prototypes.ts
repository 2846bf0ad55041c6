import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, div, minimum, mul, neg, sub } from "../ops/arithmetic.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, greater, indicator, less, logicalAnd, logicalNot, where } from "../ops/compare.ts";
import { gather } from "../ops/gather.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { l2Normalize } from "../ops/norm.ts";
import { mean } from "../ops/reduce.ts";
import { cast, fullLike, reshape, stopGradient, sum } from "../ops/structure.ts";
import { atan2, cos, sin } from "../ops/trigonometric.ts";
import { euclideanNorm } from "./norms.ts";
import { cosines, maskedLogSumExp, medianOf } from "./pairwise.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

// Examples compared with one or more learned vectors per class: proxies, centres, weights of a classifier.

/**
 * Checks class indices, embeddings and what they are compared with.
 * @param yTrue [batch] integers
 * @param yPred [batch, dim]
 * @param prototypes [classes, dim], or as `notation` says, under the name it has in the loss
 * @param more other tensors of their dtype
 * @returns the labels as int64
 * @throws ShapeError when shapes do not fit or there is one class only, DTypeError when yTrue is not integers or the
 *   others are not floats of one dtype
 */
export function checkPrototypes(
  at: string,
  yTrue: Tensor,
  yPred: Tensor,
  [name, prototypes]: readonly [string, Tensor],
  notation = "[classes, dim]",
  ...more: readonly Tensor[]
): Tensor {
  bindShapes(at, { yTrue: [yTrue, "[batch]"], yPred: [yPred, "[batch, dim]"], [name]: [prototypes, notation] });
  requireFloats(at, yPred, prototypes, ...more);
  if ((prototypes.shape[0] as number) < 2)
    throw new ShapeError(at, { expected: `at least 2 classes in ${name}`, got: shapeText(prototypes.shape) });
  return asIndex(at, yTrue);
}

/** Where the classes are the examples' own, [batch, classes] bool. */
export function isLabel(index: Tensor, classes: number): Tensor {
  return equal(expandDims(index, 1), expandDims(iota(classes), 0));
}

/** [batch, classes] with other numbers, [batch], for the examples' own classes. */
export function replaceOwn(x: Tensor, index: Tensor, own: Tensor): Tensor {
  return where(isLabel(index, x.shape[1] as number), expandDims(own, 1), x);
}

/**
 * Cosines between examples and several vectors per class, [batch, classes, vectors].
 * @param yPred [batch, dim]
 * @param centers [classes, vectors, dim]
 */
export function cosinesToCenters(yPred: Tensor, centers: Tensor): Tensor {
  const [classes, count, dim] = centers.shape as readonly [number, number, number];
  return reshape(cosines(yPred, reshape(centers, [classes * count, dim])), [yPred.shape[0] as number, classes, count]);
}

/** Cosine and sine of an angle from 0 to π, which keep their digits where the angle itself would lose them. */
export interface Angle {
  readonly cosine: Tensor;
  readonly sine: Tensor;
}

/** Angle between vectors of length 1 along the last axis. The sine's gradient is 0 where it is 0. */
export function angleBetween(a: Tensor, b: Tensor): Angle {
  const product = sum(mul(a, b), { axes: -1, keepDims: true });
  const across = sub(a, mul(product, b));
  return { cosine: squeeze(product, -1), sine: euclideanNorm(across) };
}

/**
 * Angles between examples and the vectors of their own classes.
 * @param yPred [batch, dim]
 * @param prototypes [classes, dim]
 */
export function ownAngle(yPred: Tensor, prototypes: Tensor, index: Tensor): Angle {
  return angleBetween(l2Normalize(yPred), l2Normalize(gather(prototypes, index)));
}

/** cos(θ + margin) for a margin in radians: a number, or one for each angle. */
export function turned({ cosine, sine }: Angle, margin: number | Tensor): Tensor {
  const [c, s] = typeof margin === "number" ? [Math.cos(margin), Math.sin(margin)] : [cos(margin), sin(margin)];
  return sub(mul(cosine, c), mul(sine, s));
}

/** As {@link turned}; beyond θ = π - margin, where that rises again, cos θ - margin sin(margin), which goes on falling. */
export function widened(angle: Angle, margin: number | Tensor): Tensor {
  const [limit, fall] =
    typeof margin === "number"
      ? [-Math.cos(margin), margin * Math.sin(margin)]
      : [neg(cos(margin)), mul(margin, sin(margin))];
  return where(greater(angle.cosine, limit), turned(angle, margin), sub(angle.cosine, fall));
}

/** Cosine of θ + margin held within 0 and π. @param margin of either sign, one for each angle */
export function rotated(angle: Angle, margin: Tensor): Tensor {
  const isBelow = logicalAnd(less(margin, 0), greater(angle.cosine, cos(margin)));
  const isAbove = logicalAnd(greater(margin, 0), less(angle.cosine, neg(cos(margin))));
  return where(isBelow, 1, where(isAbove, -1, turned(angle, margin)));
}

/**
 * (-1)^k cos(mθ) - 2k, where k counts the whole π/m in θ: falls from 1 to 1 - 2m as θ goes from 0 to π (Liu et al. 2016).
 * @param cosine cos θ
 * @param m whole, from 1
 */
export function foldedMultiple(cosine: Tensor, m: number): Tensor {
  let [before, multiple] = [fullLike(cosine, 1), cosine]; // cos(mθ) by Chebyshev's recurrence
  for (let i = 1; i < m; i++) [before, multiple] = [multiple, sub(mul(mul(2, cosine), multiple), before)];
  let [k, parity] = [fullLike(cosine, 0), fullLike(cosine, 0)];
  for (let i = 1; i < m; i++) {
    const isBeyond = stopGradient(indicator(less(cosine, Math.cos((i * Math.PI) / m)), cosine));
    k = add(k, isBeyond);
    parity = i % 2 === 1 ? add(parity, isBeyond) : sub(parity, isBeyond);
  }
  return sub(mul(sub(1, mul(2, parity)), multiple), mul(2, k));
}

/**
 * Scale of cosines that suits a batch: log of the mean weight of the other classes, over the cosine of the median angle to the
 * own one, π/4 at most (Zhang et al. 2019). Constant for differentiation.
 * @param scale that of the step before, [1]; 0 for none
 */
export function adaptedScale(yTrue: Tensor, yPred: Tensor, weights: Tensor, scale: Tensor): Tensor {
  const classes = weights.shape[0] as number;
  const before = where(greater(scale, 0), scale, Math.SQRT2 * Math.log(classes - 1));
  const index = cast(yTrue, "int64");
  const others = logicalNot(isLabel(index, classes));
  const logTotal = maskedLogSumExp(mul(cosines(yPred, weights), before), others, { axes: [0, 1] });
  const { cosine, sine } = ownAngle(yPred, weights, index);
  const angle = minimum(medianOf(atan2(sine, cosine)), Math.PI / 4);
  return stopGradient(reshape(div(sub(logTotal, Math.log(yPred.shape[0] as number)), cos(angle)), [1]));
}

/** A moving mean, [1], after a batch's numbers, which weigh `momentum`. Constant for differentiation. */
export function movingMean(values: Tensor, before: Tensor, momentum: number): Tensor {
  return stopGradient(add(mul(momentum, mean(values)), mul(1 - momentum, before)));
}

/**
 * Centres of classes after a batch: each moves by rate · Σ (x - c) / (1 + n) over its n examples (Wen et al. 2016).
 * @param yTrue [batch] integers
 * @param yPred [batch, dim]
 * @param centers [classes, dim]
 */
export function movedCenters(yTrue: Tensor, yPred: Tensor, centers: Tensor, rate: number): Tensor {
  const own = indicator(isLabel(cast(yTrue, "int64"), centers.shape[0] as number), yPred);
  const count = expandDims(sum(own, { axes: 0 }), 1);
  const gap = sub(matMul(transposeMatrix(own), yPred), mul(count, centers));
  return stopGradient(add(centers, mul(rate, div(gap, add(1, count)))));
}
