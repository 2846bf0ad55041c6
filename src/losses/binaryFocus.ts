import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { mul, neg, sub } from "../ops/arithmetic.ts";
import { exp, log1p, logSigmoid, sigmoid, softplus } from "../ops/exponential.ts";
import { powerOrZero } from "./power.ts";

/**
 * Focal loss of each of many yes-or-no predictions, in log-space: the binary cross-entropy times the probability missed to
 * the power of gamma.
 * @param yTrue 0 or 1
 * @param yPred logits, the same shape
 * @param gamma number, or a tensor of a shape that broadcasts to theirs
 */
export function focalBinary(yTrue: Tensor, yPred: Tensor, gamma: Tensor | number): Tensor {
  const crossentropy = sub(softplus(yPred), mul(yTrue, yPred));
  const missed = logSigmoid(mul(yPred, sub(1, mul(yTrue, 2))));
  return mul(exp(mul(missed, gamma)), crossentropy);
}

/**
 * What a label that is 0 costs in the asymmetric loss: log(1 - q) q^gamma, where q is the probability lowered by `clip`.
 * @param yPred logits
 */
export function loweredLog(yPred: Tensor, gamma: number, clip: number): Tensor {
  const q = clip === 0 ? sigmoid(yPred) : relu(sub(sigmoid(yPred), clip));
  return mul(powerOrZero(q, gamma), clip === 0 ? logSigmoid(neg(yPred)) : log1p(neg(q)));
}
