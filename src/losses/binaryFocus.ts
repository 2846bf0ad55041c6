import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, mul, neg, sub } from "../ops/arithmetic.ts";
import { exp, log1p, logSigmoid, sigmoid, softplus } from "../ops/exponential.ts";
import { powerOrZero } from "./powers.ts";

/**
 * Focal loss of each of many yes-or-no predictions, in log-space: the binary cross-entropy times the probability missed to
 * the power of gamma.
 * @param yTrue 0 or 1
 * @param yPred logits, the same shape
 * @param gamma number, or a tensor of a shape that broadcasts to theirs
 */
export function focalBinary(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  const crossentropy = sub(softplus(yPred), mul(yTrue, yPred));
  return mul(focusOf(yTrue, yPred, gamma), crossentropy);
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

/** Size of the derivative of `focalBinary` by the logits. */
export function focalSlope(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  const missed = missedProbability(yTrue, yPred);
  return add(
    mul(mul(sub(1, missed), gamma), focalBinary(yTrue, yPred, gamma)),
    mul(focusOf(yTrue, yPred, gamma), missed),
  );
}
