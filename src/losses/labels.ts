import { ShapeError } from "../core/errors.ts";
import { normalizeAxis, sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { cast, reshape } from "../ops/structure.ts";

/**
 * Labels as int64 with an axis of size 1 where yPred has its classes.
 * @throws ShapeError when yTrue is not yPred's shape without the classes
 */
export function alignLabels(where: string, yTrue: Tensor, yPred: Tensor, axis: number): Tensor {
  const at = normalizeAxis(where, axis, yPred.rank);
  const kept = withoutAxis(yPred, at);
  if (!sameShape(yTrue.shape, kept) && !sameShape(yTrue.shape, [...kept, 1]))
    throw new ShapeError(where, {
      expected: `one label per prediction: yTrue of shape ${shapeText(kept)} for yPred ${shapeText(yPred.shape)}`,
      got: shapeText(yTrue.shape),
      fix: sameShape(yTrue.shape, yPred.shape) ? "use categoricalCrossentropy for one-hot targets" : "reshape yTrue",
    });
  return reshape(
    cast(yTrue, "int64"),
    yPred.shape.map((size, i) => (i === at ? 1 : size)),
  );
}

/** Shape without an axis. */
export function withoutAxis(x: Tensor, axis: number): number[] {
  return x.shape.filter((_, i) => i !== axis);
}
