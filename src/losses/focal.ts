import type { Tensor, TensorLike } from "../core/tensor.ts";
import { add, maximum, mul, neg, sub } from "../ops/arithmetic.ts";
import { exp, log, logAddExp, pow, softplus, xlog1py, xlogy } from "../ops/exponential.ts";
import { limitsOf } from "../ops/support.ts";

/** Cross-entropy of two classes, and the focal factor (1 - p_t) to a power: p_t is the probability given to the target. */
export interface BinaryFocal {
  readonly crossentropy: Tensor;
  readonly power: (exponent: number) => Tensor;
}

/**
 * Parts of focal losses of two classes. From logits all is kept as logarithms, so that no power of a rounded 0 enters the
 * derivatives.
 * @param target from 0 to 1
 * @param yPred logits, or probabilities
 */
export function binaryFocal(target: Tensor, yPred: Tensor, fromLogits: boolean): BinaryFocal {
  const rest = sub(1, target);
  if (!fromLogits)
    return {
      crossentropy: neg(add(xlogy(target, yPred), xlog1py(rest, neg(yPred)))),
      power: (exponent) => missPower(add(mul(target, sub(1, yPred)), mul(rest, yPred)), exponent),
    };
  const ofOne = softplus(yPred); // -log(1 - p)
  const logMiss = logAddExp(sub(log(target), ofOne), add(log(rest), sub(yPred, ofOne)));
  return {
    crossentropy: sub(ofOne, mul(target, yPred)),
    power: (exponent) => exp(mul(logMiss, exponent)),
  };
}

/** miss^exponent for a probability; its derivatives at 0 are 0, also for exponents below 1. */
export function missPower(miss: Tensor, exponent: TensorLike): Tensor {
  return pow(maximum(miss, limitsOf(miss).epsilon ** 2), exponent);
}
