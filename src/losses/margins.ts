import type { Tensor } from "../core/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "./elementwise.ts";
import { withSlope } from "./slope.ts";

/**
 * A loss of the margins label · score of two classes, averaged over the last axis.
 * @param yTrue labels -1 and 1, or 0 and 1 with `binaryLabels`, [batch, ...]
 * @param yPred scores, the same shape
 * @param value the loss at a margin
 * @param slope its derivative; without one that of the graph of `value`
 * @throws ShapeError when the shapes differ, DTypeError when they are not floats of one dtype
 */
export function marginLoss(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  binaryLabels: boolean,
  value: (margin: Tensor) => Tensor,
  slope?: (margin: Tensor) => Tensor,
): Tensor {
  requireAlike(where, yTrue, yPred);
  const margin = mul(binaryLabels ? sub(mul(yTrue, 2), 1) : yTrue, yPred);
  return meanLastAxis(slope === undefined ? value(margin) : withSlope(margin, value, slope));
}
