import type { Tensor } from "../core/tensor.ts";
import { div, mul, neg, sub } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { concat, slice } from "../ops/indexing.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";

/** Cross-entropy over the last axis. @param target probabilities @param logits any shape with as many on the last axis */
export function crossEntropy(target: Tensor, logits: Tensor): Tensor {
  return neg(sum(mul(target, logSoftmax(logits)), { axes: -1 }));
}

/** A teacher's distribution over the last axis: centred, sharpened, constant for differentiation. */
export function centredTarget(output: Tensor, center: Tensor, temperature: number): Tensor {
  return stopGradient(softmax(div(sub(output, center), temperature)));
}

/**
 * Soft assignments of a batch to prototypes that use all prototypes alike (Sinkhorn and Knopp), constant for
 * differentiation. In logarithms, so that no score overflows.
 * @param scores [batch, prototypes]
 */
export function balancedCodes(scores: Tensor, epsilon: number, iterations: number): Tensor {
  let logs = div(scores, epsilon);
  for (let i = 0; i < iterations; i++) logs = logSoftmax(logSoftmax(logs, { axis: 0 }), { axis: 1 });
  return stopGradient(exp(logs));
}

/** A queue after a batch: the new rows in front, as many of the old ones as there is room for. */
export function enqueue(queue: Tensor, rows: Tensor): Tensor {
  return stopGradient(slice(concat([rows, queue]), { axes: 0, end: queue.shape[0] as number }));
}
