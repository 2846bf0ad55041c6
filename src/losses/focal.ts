import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, clip, mul, neg, reciprocal, square, sub } from "../ops/arithmetic.ts";
import { exp, log1p, logSigmoid, sigmoid } from "../ops/exponential.ts";
import { limitsOf } from "../ops/support.ts";
import { binaryCrossentropyOf } from "./elementwise.ts";
import { powerByLog, powerOrZero } from "./powers.ts";

/** Cross-entropy of two classes, and the focal factor (1 - p_t) to a power: p_t is the probability given to the target. */
export interface BinaryFocal {
  readonly crossentropy: Tensor;
  readonly power: (exponent: number) => Tensor;
}

/** The factor of logits beyond this is that at it: nothing is left to weigh on one side, and nothing to take on the other. */
const far = 40;

/**
 * Parts of focal losses of two classes. From logits the factor never rounds to 0, so that its powers below 1 have finite
 * derivatives of any order.
 * @param target from 0 to 1
 * @param yPred logits, or probabilities
 */
export function binaryFocal(target: Tensor, yPred: Tensor, fromLogits: boolean): BinaryFocal {
  const rest = sub(1, target);
  if (!fromLogits)
    return {
      crossentropy: binaryCrossentropyOf(target, yPred, false),
      power: (exponent) => missPower(add(mul(target, sub(1, yPred)), mul(rest, yPred)), exponent),
    };
  const odds = exp(neg(clip(yPred, -far, far))); // (1 - p) / p
  const miss = mul(reciprocal(add(odds, 1)), add(mul(target, odds), rest));
  return {
    crossentropy: binaryCrossentropyOf(target, yPred, true),
    power: (exponent) => powerOfMiss(miss, exponent),
  };
}

/** miss^exponent for a probability; the factor is finite in every derivative at 0 too, for exponents below 1 as well. */
export function missPower(miss: Tensor, exponent: number): Tensor {
  return powerOfMiss(add(miss, limitsOf(miss).epsilon ** 2), exponent);
}

/** x^exponent for x above 0. */
function powerOfMiss(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x;
  return exponent === 2 ? square(x) : powerByLog(x, exponent);
}

/**
 * Focal loss of each of many yes-or-no labels, which are 0 or 1, from logits alone and all in log-space: the binary cross-entropy times the probability missed to
 * the power of gamma.
 * @param yTrue 0 or 1
 * @param yPred logits, the same shape
 * @param gamma number, or a tensor of a shape that broadcasts to theirs
 */
export function focalOfLogits(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  return mul(focusOf(yTrue, yPred, gamma), binaryCrossentropyOf(yTrue, yPred, true));
}

/** |y - p|^gamma, in log-space. */
function focusOf(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  return exp(mul(logSigmoid(mul(yPred, sub(1, mul(yTrue, 2)))), gamma));
}

/**
 * What a label that is 0 costs in the asymmetric loss: log(1 - q) q^gamma, where q is the probability lowered by `clip`.
 * @param yPred logits
 */
export function loweredLog(yPred: Tensor, gamma: number, clip: number): Tensor {
  const q = clip === 0 ? sigmoid(yPred) : relu(sub(sigmoid(yPred), clip));
  return mul(powerOrZero(q, gamma), clip === 0 ? logSigmoid(neg(yPred)) : log1p(neg(q)));
}

/** Probability that a yes-or-no prediction misses: |y - p|. */
export function missedProbability(yTrue: Tensor, yPred: Tensor): Tensor {
  return sigmoid(mul(yPred, sub(1, mul(yTrue, 2))));
}

/** Size of the derivative of `focalOfLogits` by the logits. */
export function focalSlope(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  const missed = missedProbability(yTrue, yPred);
  return add(
    mul(mul(sub(1, missed), gamma), focalOfLogits(yTrue, yPred, gamma)),
    mul(focusOf(yTrue, yPred, gamma), missed),
  );
}
