import type { Tensor } from "../core/tensor.ts";
import { equal, indicator } from "../ops/compare.ts";
import { argMax, max, softmax } from "../ops/reduce.ts";
import { stopGradient } from "../ops/structure.ts";
import { checkLogits } from "./domain.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

/**
 * How sure each prediction is, and whether it is right.
 * @param yTrue class indices, [batch]
 * @param yPred probabilities or logits, [batch, classes]
 * @returns confidence, the largest probability, and hit, 1 where that is the label's (constant for differentiation): [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers, DomainError as checkLogits
 */
export function confidences(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  fromLogits: boolean,
): { readonly confidence: Tensor; readonly hit: Tensor } {
  bindShapes(where, { yPred: [yPred, "[batch, classes]"], yTrue: [yTrue, "[batch]"] });
  requireFloats(where, yPred);
  checkLogits(where, yPred, fromLogits, "softmax");
  const p = fromLogits ? softmax(yPred) : yPred;
  const hit = stopGradient(indicator(equal(argMax(p, { axis: 1 }), asIndex(where, yTrue)), p));
  return { confidence: max(p, { axes: 1 }), hit };
}
