import type { Tensor } from "../core/tensor.ts";
import { minimum, neg, sub } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { exp, log1p } from "../ops/exponential.ts";
import { oneHot } from "../ops/gather.ts";
import { argMax, logSumExp } from "../ops/reduce.ts";

/**
 * log(1 - softmax(x)) of each class, with all digits however sure the network is: for the likeliest class it is computed
 * from the others, as log(1 - p) itself would be -inf as soon as p rounds to 1.
 * @param logits [..., classes], two classes or more
 */
export function logComplement(logits: Tensor): Tensor {
  const isTop = equal(oneHot(argMax(logits, { axis: -1 }), logits.shape.at(-1) as number, { dtype: logits.dtype }), 1);
  const total = logSumExp(logits, { axes: -1, keepDims: true });
  const others = logSumExp(where(isTop, Number.NEGATIVE_INFINITY, logits), { axes: -1, keepDims: true });
  const rest = log1p(neg(exp(minimum(sub(logits, total), Math.log(0.5)))));
  return where(isTop, sub(others, total), rest);
}
