import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { slice } from "../ops/indexing.ts";
import { axesFrom, requireFloats } from "./shapes.ts";
import type { LossInput } from "./spec.ts";

/** The input of a loss of a displacement field. */
export const fieldInput: LossInput = { name: "yPred", domain: "real", shape: "[batch, 2, height, width]", grad: true };

/**
 * Checks a displacement field: as many components as there are spatial axes, 2 or 3, of at least `least` elements each.
 * @returns the number of spatial axes
 * @throws DTypeError, ShapeError
 */
export function requireField(where: string, field: Tensor, least: number): number {
  requireFloats(where, field);
  const axes = field.rank - 2;
  const fits = (axes === 2 || axes === 3) && field.shape[1] === axes;
  if (!fits || field.shape.slice(2).some((size) => size < least))
    throw new ShapeError(where, {
      expected: `yPred of shape [batch, 2, height, width] or [batch, 3, depth, height, width], at least ${least} elements along each spatial axis`,
      got: shapeText(field.shape),
      fix: "give one component for each spatial axis",
    });
  return axes;
}

/** Half of x[i + 1] - x[i - 1] along an axis; one element goes at both ends of every spatial axis, so that results align. */
export function centralDifference(x: Tensor, axis: number): Tensor {
  const axes = axesFrom(x, 2);
  const part = (from: number, to: number | undefined): Tensor => {
    const start = axes.map((each) => (each === axis ? from : 1));
    const end = axes.map((each) => (each === axis ? (to ?? (x.shape[each] as number)) : -1));
    return slice(x, { axes, start, end });
  };
  return mul(0.5, sub(part(2, undefined), part(0, -2)));
}

/** x[i + 1] - x[i] along an axis, without the last element of every spatial axis, so that results align. */
export function forwardDifference(x: Tensor, axis: number): Tensor {
  const axes = axesFrom(x, 2);
  const end = axes.map(() => -1);
  const start = axes.map((each) => (each === axis ? 1 : 0));
  const next = axes.map((each) => (each === axis ? (x.shape[each] as number) : -1));
  return sub(slice(x, { axes, start, end: next }), slice(x, { axes, end }));
}

/** Determinant of a matrix of 2 or 3 rows whose entries are tensors. */
export function determinant(rows: readonly (readonly Tensor[])[]): Tensor {
  const [first, ...rest] = rows as [readonly Tensor[], ...(readonly Tensor[])[]];
  if (rest.length === 0) return first[0] as Tensor;
  const terms = first.map((entry, i) => {
    const minor = mul(entry, determinant(rest.map((row) => row.filter((_, j) => j !== i))));
    return i % 2 === 0 ? minor : mul(-1, minor);
  });
  return terms.reduce((a, b) => add(a, b));
}

/** Derivatives of a field by forward differences: rows are components, columns axes. */
export function fieldSlopes(field: Tensor): Tensor[][] {
  return axesFrom(field, 2).map((component) => {
    const part = slice(field, { axes: 1, start: component - 2, end: component - 1 });
    return axesFrom(field, 2).map((axis) => forwardDifference(part, axis));
  });
}

/** Jacobian of the map x + u(x). */
export function jacobian(field: Tensor): Tensor[][] {
  return fieldSlopes(field).map((row, i) => row.map((slope, j) => (i === j ? add(slope, 1) : slope)));
}
