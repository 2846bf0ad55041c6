import type { Tensor } from "../core/tensor.ts";
import { add, maximum, minimum, mul, sub } from "../ops/arithmetic.ts";
import { log } from "../ops/exponential.ts";
import { logSoftmax } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";

/** Sum over the last axis of the entries at the label, kept as an axis of size 1. */
function atLabel(label: Tensor, x: Tensor): Tensor {
  return sum(mul(label, x), { axes: -1, keepDims: true });
}

/**
 * Logarithms of the seesaw loss's weights of the other classes: mitigation, (count / label's count)^p where the class is
 * rarer, and compensation, (probability / label's)^q where the class is predicted more. 0 at the label.
 * @param label one-hot, [batch, ..., classes]
 * @param counts examples of each class, [classes]
 * @param floor of the label's probability
 */
export function seesawLogWeights(
  label: Tensor,
  yPred: Tensor,
  counts: Tensor,
  { p, q, floor }: { readonly p: number; readonly q: number; readonly floor: number },
): Tensor {
  const logCounts = log(maximum(counts, 1));
  const mitigation = mul(minimum(sub(logCounts, atLabel(label, logCounts)), 0), p);
  const logs = logSoftmax(yPred);
  const compensation = mul(maximum(sub(logs, maximum(atLabel(label, logs), Math.log(floor))), 0), q);
  return stopGradient(mul(sub(1, label), add(mitigation, compensation)));
}

/** Counts with a batch's labels added. @param label one-hot, [batch, ..., classes] */
export function addLabels(counts: Tensor, label: Tensor): Tensor {
  return add(counts, sum(label, { axes: label.shape.map((_, axis) => axis).slice(0, -1) }));
}
