import type { Attributes, GradientContext } from "../core/op.ts";
import type { Shape } from "../core/shape.ts";
import { placeholder, type Tensor } from "../core/tensor.ts";
import { transposeMatrix } from "../ops/matmul.ts";
import { fullLike, reshape } from "../ops/structure.ts";
import { pullBack } from "./gradients.ts";

/** A recurrence with an adjoint of its own. Its op's outputs: results, and after them what the adjoint reads. */
export interface Cell {
  /** How many of the outputs are results. */
  readonly results: number;
  /** Value, as a scan. */
  walk(inputs: readonly Tensor[], attributes: Attributes): readonly Tensor[];
  /** Gradient of each input from those of the results. */
  adjoint(context: GradientContext): readonly (Tensor | undefined)[];
}

/**
 * The adjoint, or where a derivative of it flows back through what it read, that of the scan: so derivatives of any order
 * are there, and the first one is fast.
 */
export function cellGradient(cell: Cell, context: GradientContext): readonly (Tensor | undefined)[] {
  const { inputs, attributes, grads } = context;
  if (grads.slice(cell.results).every((grad) => grad === undefined)) return cell.adjoint(context);
  const outputs = cell.walk(inputs, attributes);
  const wanted = outputs.flatMap((x, i) => (grads[i] === undefined ? [] : [{ x, seed: grads[i] }]));
  return pullBack(
    wanted.map(({ x }) => x),
    wanted.map(({ seed }) => seed),
    inputs,
  );
}

/** Zeros of a shape, in the dtype of another tensor. */
export function zerosOf(shape: Shape, like: Tensor): Tensor {
  return fullLike(placeholder("zeros", shape, like), 0);
}

/** All steps' rows under each other: [time, batch, n] as [time · batch, n]. */
export function rowsOf(x: Tensor): Tensor {
  const [time, batch, size] = x.shape as [number, number, number];
  return reshape(x, [time * batch, size]);
}

/** The left operand of a gradient of a matrix that every step multiplies by: one product over all steps. */
export function columnsOf(x: Tensor): Tensor {
  return transposeMatrix(rowsOf(x));
}
