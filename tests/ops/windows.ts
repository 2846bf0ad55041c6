import { type Shape, sizeOf } from "../../src/core/shape.ts";

// Convolution and pooling by plain loops over positions, to compare with. Everything is row-major.

export interface WindowCase {
  readonly stride?: number;
  readonly dilation?: number;
  /** [before, after] for each spatial axis. */
  readonly padding?: readonly (readonly [number, number])[];
  readonly groups?: number;
}

/** All positions of a shape, in row-major order. */
export function positions(shape: Shape): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const at: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      at.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return at;
  });
}

/** Place of a position in row-major order, or -1 outside. */
export function place(shape: Shape, at: readonly number[]): number {
  let flat = 0;
  for (const [axis, size] of shape.entries()) {
    const index = at[axis] as number;
    if (index < 0 || index >= size) return -1;
    flat = flat * size + index;
  }
  return flat;
}

/** Calls `meet` for every product a convolution sums: places in x, weights and result. */
export function eachProduct(
  xShape: Shape,
  weightShape: Shape,
  { stride = 1, dilation = 1, padding = [], groups = 1 }: WindowCase,
  meet: (x: number, weight: number, result: number) => void,
): Shape {
  const [batch, , ...space] = xShape as [number, number, ...number[]];
  const [filters, taken, ...kernel] = weightShape as [number, number, ...number[]];
  const counts = space.map((size, i) => {
    const [before, after] = padding[i] ?? [0, 0];
    return Math.floor((size + before + after - ((kernel[i] as number) - 1) * dilation - 1) / stride) + 1;
  });
  const result = [batch, filters, ...counts];
  for (const [flat, [n, filter, ...window]] of positions(result).entries())
    for (const [channel, ...tap] of positions([taken, ...kernel])) {
      const group = Math.floor(((filter as number) * groups) / filters);
      const at = window.map((w, i) => w * stride - (padding[i]?.[0] ?? 0) + (tap[i] as number) * dilation);
      const x = place(xShape, [n as number, group * taken + (channel as number), ...at]);
      if (x >= 0) meet(x, place(weightShape, [filter as number, channel as number, ...tap]), flat);
    }
  return result;
}

/** Convolution of x with weights. */
export function naiveConv(
  xShape: Shape,
  weightShape: Shape,
  options: WindowCase,
): (x: number[], w: number[]) => number[] {
  return (x, w) => {
    const result: number[] = [];
    const shape = eachProduct(xShape, weightShape, options, (i, k, o) => {
      result[o] = (result[o] ?? 0) + (x[i] as number) * (w[k] as number);
    });
    return Array.from({ length: sizeOf(shape) }, (_, i) => result[i] ?? 0);
  };
}

/** What a convolution sends back to its input. */
export function naiveInputGradient(
  xShape: Shape,
  weightShape: Shape,
  options: WindowCase,
): (grad: number[], w: number[]) => number[] {
  return (grad, w) => {
    const result = new Array<number>(sizeOf(xShape)).fill(0);
    eachProduct(xShape, weightShape, options, (i, k, o) => {
      result[i] = (result[i] as number) + (grad[o] as number) * (w[k] as number);
    });
    return result;
  };
}

/** What a convolution sends back to its weights. */
export function naiveWeightGradient(
  xShape: Shape,
  weightShape: Shape,
  options: WindowCase,
): (x: number[], grad: number[]) => number[] {
  return (x, grad) => {
    const result = new Array<number>(sizeOf(weightShape)).fill(0);
    eachProduct(xShape, weightShape, options, (i, k, o) => {
      result[k] = (result[k] as number) + (x[i] as number) * (grad[o] as number);
    });
    return result;
  };
}

/** A function of the elements of each window (those outside x left out). */
export function naivePool(
  xShape: Shape,
  window: readonly number[],
  options: WindowCase,
  summary: (elements: readonly number[]) => number,
): (x: number[]) => number[] {
  return (x) => {
    const windows: number[][] = [];
    const [batch, channels, ...space] = xShape as [number, number, ...number[]];
    const shape = eachProduct([batch * channels, 1, ...space], [1, 1, ...window], options, (i, _, o) => {
      windows[o] ??= [];
      windows[o].push(x[i] as number);
    });
    return Array.from({ length: sizeOf(shape) }, (_, i) => summary(windows[i] ?? []));
  };
}
