import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { exp, expm1, log, log1p } from "../ops/exponential.ts";
import { logSoftmax, max } from "../ops/reduce.ts";
import { customGradient, stopGradient, sum } from "../ops/structure.ts";

/** log exp_t(x) for x of 0 or less and t of 1 or more: x for t = 1, slower than linear above. */
function logTemperedExp(x: Tensor, t: number): Tensor {
  return t === 1 ? x : div(log1p(mul(x, 1 - t)), 1 - t);
}

/**
 * What is subtracted from logits so that their tempered exponentials sum to 1. Newton's method on the sum to the power
 * 1 - t, which is concave and increasing: from the largest logit it never overshoots, and it is exact for equal logits.
 */
function temperedNormaliser(z: Tensor, t: number): Tensor {
  const over = { axes: -1, keepDims: true };
  const largest = max(z, over);
  let shift = largest;
  for (let i = 0; i < 8; i++) {
    const logs = logTemperedExp(sub(z, shift), t);
    const total = sum(exp(logs), over);
    const slope = sum(exp(mul(logs, t)), over);
    // (1 - S^(1 - t)) / (t - 1) · S^t / Σ p^t
    const gap = div(expm1(mul(log(total), 1 - t)), 1 - t);
    shift = add(shift, div(mul(gap, exp(mul(log(total), t))), slope));
  }
  return shift;
}

/**
 * Log-probabilities of the tempered softmax over the last axis: for t above 1 with tails like a power of the logits,
 * log-softmax for t = 1. The derivative of the normaliser is its exact one, the escort distribution p^t / Σ p^t.
 * @param z logits, [..., classes]
 * @param t temperature, 1 or more
 */
export function temperedLogSoftmax(z: Tensor, t: number): Tensor {
  if (t === 1) return logSoftmax(z);
  const normaliser = customGradient(
    [z],
    (x) => temperedNormaliser(x, t),
    (grad, [x], value) => {
      const powers = exp(mul(logTemperedExp(sub(x as Tensor, stopGradient(value)), t), t));
      return [mul(grad, div(powers, sum(powers, { axes: -1, keepDims: true })))];
    },
  );
  return logTemperedExp(neg(sub(normaliser, z)), t);
}

/** log_t(e^x): x for t = 1. */
export function temperedLogOfExp(x: Tensor, t: number): Tensor {
  return t === 1 ? x : div(expm1(mul(x, 1 - t)), 1 - t);
}
