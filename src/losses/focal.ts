import type { Tensor } from "../core/tensor.ts";
import { add, clip, mul, neg, reciprocal, square, sub } from "../ops/arithmetic.ts";
import { exp, softplus, xlog1py, xlogy } from "../ops/exponential.ts";
import { limitsOf } from "../ops/support.ts";
import { powerByLog } from "./powers.ts";

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
      crossentropy: neg(add(xlogy(target, yPred), xlog1py(rest, neg(yPred)))),
      power: (exponent) => missPower(add(mul(target, sub(1, yPred)), mul(rest, yPred)), exponent),
    };
  const odds = exp(neg(clip(yPred, -far, far))); // (1 - p) / p
  const miss = mul(reciprocal(add(odds, 1)), add(mul(target, odds), rest));
  return {
    crossentropy: sub(softplus(yPred), mul(target, yPred)),
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
