import type { Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { gather, scatterElements } from "../ops/gather.ts";
import { softmax } from "../ops/reduce.ts";
import { broadcastTo, reshape, stopGradient } from "../ops/structure.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

const where = "earlyLearningRegularization";

/**
 * Running means of the predictions of a batch's examples, constant for differentiation.
 * @param yPred logits, [batch, classes]
 * @param index rows of `targets`, [batch] int64
 * @param targets running means so far, [examples, classes]
 * @returns [batch, classes]
 * @throws ShapeError, DTypeError when they do not fit
 */
export function runningTargets(yPred: Tensor, index: Tensor, targets: Tensor, beta: number): Tensor {
  bindShapes(where, {
    yPred: [yPred, "[batch, classes]"],
    index: [index, "[batch]"],
    targets: [targets, "[examples, classes]"],
  });
  requireFloats(where, yPred, targets);
  const kept = gather(targets, asIndex(where, index));
  return stopGradient(add(mul(kept, beta), mul(softmax(yPred), 1 - beta)));
}

/** All running means, those of the batch's examples replaced. */
export function nextTargets(yPred: Tensor, index: Tensor, targets: Tensor, beta: number): Tensor {
  const rows = broadcastTo(reshape(asIndex(where, index), [index.size, 1]), yPred.shape);
  return scatterElements(targets, rows, runningTargets(yPred, index, targets, beta), { axis: 0 });
}
