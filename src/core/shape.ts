import { ArgumentError, ShapeError } from "./errors.ts";

/** Sizes of the axes, outermost first. Always known: a graph is traced per batch size. */
export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** "[2, 3]" */
export function shapeText(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Non-negative form of an axis that may count from the end. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  const ok = Number.isInteger(axis) && axis >= -rank && axis < rank;
  if (!ok)
    throw new ArgumentError(where, {
      expected: rank === 0 ? "a tensor with at least one axis" : `an axis from ${-rank} to ${rank - 1}`,
      got: `axis ${axis} for rank ${rank}`,
    });
  return axis < 0 ? axis + rank : axis;
}

/** Sorted non-negative axes; undefined means all. Repeats are an error. */
export function normalizeAxes(where: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normalizeAxis(where, axis, rank));
  list.sort((a, b) => a - b);
  const repeat = list.find((axis, i) => axis === list[i - 1]);
  if (repeat !== undefined)
    throw new ArgumentError(where, { expected: "each axis once", got: `axis ${repeat} twice`, fix: "drop the repeat" });
  return list;
}

/** NumPy broadcasting: aligned at the last axis, size 1 stretches. */
export function broadcastShapes(where: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const out: number[] = new Array(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    shape.forEach((size, axis) => {
      const at = offset + axis;
      const have = out[at] as number;
      if (size === have || size === 1) return;
      if (have !== 1)
        throw new ShapeError(where, {
          expected: "shapes that broadcast (equal sizes, or 1, aligned at the last axis)",
          got: shapes.map(shapeText).join(" and "),
          fix: `axis ${at - rank} has ${have} and ${size}: reshape or transpose one of them`,
        });
      out[at] = size;
    });
  }
  return out;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}
