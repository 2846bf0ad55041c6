import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { greaterEqual, lessEqual } from "../ops/compare.ts";
import { max, min } from "../ops/reduce.ts";
import { topK } from "../ops/sort.ts";
import { reshape } from "../ops/structure.ts";
import { meanOfExample } from "./examples.ts";

// What losses made of losses share.

/** Size of the batch. @throws ShapeError unless all inputs have as many examples as the first */
export function requireBatch(where: string, inputs: Readonly<Record<string, Tensor>>): number {
  const [[first, model], ...rest] = Object.entries(inputs) as [[string, Tensor], ...[string, Tensor][]];
  const [batch] = model.shape;
  if (batch === undefined)
    throw new ShapeError(where, { expected: `${first} with an axis of examples`, got: shapeText(model.shape) });
  for (const [name, { shape }] of rest)
    if (shape[0] !== batch)
      throw new ShapeError(where, {
        expected: `as many examples in ${name} as in ${first}, ${batch}`,
        got: shapeText(shape),
      });
  return batch;
}

/** Values of a loss as one for each example: means over their other axes. @throws ShapeError for a loss that reduced the batch */
export function perExample(where: string, values: Tensor, batch: number): Tensor {
  if (values.rank === 0 || values.shape[0] !== batch)
    throw new ShapeError(where, {
      expected: `a loss with one value for each of ${batch} examples`,
      got: shapeText(values.shape),
      fix: "return the loss before the mean over the batch",
    });
  return meanOfExample(values);
}

/** The largest or smallest values, a fraction of all in the batch; bool. With those equal to the last of them, at least one. */
export function extremeFraction(values: Tensor, fraction: number, which: "largest" | "smallest"): Tensor {
  if (values.size === 0) return greaterEqual(values, 0);
  const count = Math.max(1, Math.round(fraction * values.size));
  const { values: best } = topK(reshape(values, [values.size]), count, { largest: which === "largest" });
  return which === "largest" ? greaterEqual(values, min(best)) : lessEqual(values, max(best));
}
