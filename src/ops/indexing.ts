import { ArgumentError, ShapeError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { normalizeAxes, normalizeAxis, type Shape, sameShape, shapeText } from "../core/shape.ts";
import { apply, applyOne, constant, type Tensor, typeOf } from "../core/tensor.ts";
import { add } from "./arithmetic.ts";
import { expandDims, squeeze } from "./axes.ts";
import { broadcastTo, fullLike, reshape, sum } from "./structure.ts";
import { requireSameDType } from "./support.ts";

// Parts of tensors and tensors from parts. What can be said by reshape, slice, pad and concat is composed of them, so
// that gradients of any order follow.

/** Which part of each named axis to take: NumPy's `start:end:step`. Lists give one entry per axis. */
export interface SliceOptions {
  /** Axes to cut; the others stay whole. Default: the first ones, as many as the longest list. */
  readonly axes?: number | readonly number[];
  /** First index; negative counts from the end. Default: the first in the direction of the step. */
  readonly start?: number | readonly number[];
  /** Index to stop before; negative counts from the end. Default: past the last in the direction of the step. */
  readonly end?: number | readonly number[];
  /** Distance between taken elements; negative goes backwards. Default 1. */
  readonly step?: number | readonly number[];
}

/** A cut with its bounds worked out: `count` elements at start, start + step, ... */
interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

const sliceOp: Op = {
  name: "slice",
  alongAxes: true,
  moves: true,
  infer: ([x], { cuts }) => {
    const shape = [...(x as Tensor).shape];
    for (const { axis, count } of cuts as readonly Cut[]) shape[axis] = count;
    return { ...typeOf(x as Tensor), shape };
  },
  gradient: ({ grad, inputs: [x], attributes }) => {
    const { shape } = x as Tensor;
    const cuts = attributes["cuts"] as readonly Cut[];
    return [cuts.reduce((g, cut) => spread(g, cut, shape[cut.axis] as number), grad)];
  },
  // ONNX Runtime's WebGPU kernel takes wrong elements for backward steps, except when it turns round a whole axis.
  lower: ({ inputs: [x], attributes }, { device }) => {
    const cuts = attributes["cuts"] as readonly Cut[];
    const turnsRound = ({ axis, count, step }: Cut): boolean => step === -1 && count === x?.shape[axis];
    if (device !== "webgpu" || cuts.every((cut) => cut.step > 0 || turnsRound(cut))) return undefined;
    const forwards = cuts.map((cut) =>
      cut.step > 0 ? cut : { ...cut, start: cut.start + (cut.count - 1) * cut.step, step: -cut.step },
    );
    const backward = cuts.flatMap(({ axis, step }) => (step < 0 ? [axis] : []));
    return [flip(applyOne(sliceOp, [x as Tensor], { cuts: forwards }), backward)];
  },
  onnx: (emit, node, [x]) => {
    const cuts = node.attributes["cuts"] as readonly Cut[];
    const list = (values: readonly number[]): string => emit.constant(values, "int64");
    // A backward cut that reaches index 0 ends before it: -size - 1 counts from the end to just there.
    const ends = cuts.map(({ axis, start, count, step }) => {
      const end = start + count * step;
      return end < 0 ? -(node.inputs[0]?.shape[axis] as number) - 1 : end;
    });
    const starts = list(cuts.map(({ start }) => start));
    const axes = list(cuts.map(({ axis }) => axis));
    return emit.node("Slice", [x as string, starts, list(ends), axes, list(cuts.map(({ step }) => step))]);
  },
};

/** Adjoint of one cut: the elements go back to where they came from in an axis of `size` zeros. */
function spread(grad: Tensor, { axis, start, count, step }: Cut, size: number): Tensor {
  if (count === 0) return broadcastTo(constant(0, { dtype: grad.dtype }), replaceAt(grad.shape, axis, size));
  const stride = Math.abs(step);
  const lowest = Math.min(start, start + (count - 1) * step);
  const ascending = step < 0 ? flip(grad, axis) : grad;
  const spaced = stride === 1 ? ascending : dilate(ascending, axis, stride);
  const width = (count - 1) * stride + 1;
  return padAxis(spaced, axis, lowest, size - lowest - width);
}

/** `stride - 1` zeros between neighbours along an axis. */
function dilate(x: Tensor, axis: number, stride: number): Tensor {
  const size = x.shape[axis] as number;
  const separate = padAxis(expandDims(x, axis + 1), axis + 1, 0, stride - 1);
  const joined = reshape(separate, replaceAt(x.shape, axis, size * stride));
  return slice(joined, { axes: axis, end: (size - 1) * stride + 1 });
}

/**
 * Part of a tensor.
 * @param x [...]
 * @returns the same rank; a cut axis has as many elements as the range holds (bounds beyond the axis are moved to it)
 * @throws ArgumentError for a step of 0, an axis that is not there, or lists of different lengths
 */
export function slice(x: Tensor, options: SliceOptions): Tensor {
  const { start, end, step } = options;
  const longest = Math.max(1, ...[start, end, step].map((value) => (typeof value === "object" ? value.length : 1)));
  const axes = [options.axes ?? Array.from({ length: longest }, (_, axis) => axis)].flat() as readonly number[];
  const pick = (value: number | readonly number[] | undefined, i: number): number | undefined => {
    if (typeof value !== "object") return value;
    if (value.length === axes.length) return value[i];
    throw new ArgumentError("slice", { expected: `one entry for each of ${axes.length} axes`, got: `${value.length}` });
  };
  normalizeAxes("slice", axes, x.rank); // refuses repeats
  const cuts = axes.flatMap((given, i) => {
    const axis = normalizeAxis("slice", given, x.rank);
    const cut = resolveCut(axis, x.shape[axis] as number, pick(start, i), pick(end, i), pick(step, i) ?? 1);
    return cut.step === 1 && cut.count === x.shape[axis] ? [] : [cut];
  });
  return cuts.length === 0 ? x : applyOne(sliceOp, [x], { cuts });
}

function resolveCut(axis: number, size: number, start: number | undefined, end: number | undefined, step: number): Cut {
  const wrong = [start ?? 0, end ?? 0, step].find((value) => !Number.isInteger(value));
  if (wrong !== undefined || step === 0)
    throw new ArgumentError("slice", {
      expected: "whole bounds and a whole step other than 0",
      got: `${step === 0 ? "step 0" : wrong}`,
    });
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const bound = (index: number): number => Math.min(Math.max(index < 0 ? index + size : index, low), high);
  const from = start === undefined ? (step > 0 ? low : high) : bound(start);
  const to = end === undefined ? (step > 0 ? high : low) : bound(end);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return { axis, start: count === 0 ? 0 : from, count, step: count === 0 ? 1 : step };
}

/** Order of elements along axes reversed. @param axes default: all */
export function flip(x: Tensor, axes?: number | readonly number[]): Tensor {
  const list = normalizeAxes("flip", axes, x.rank);
  return list.length === 0 ? x : slice(x, { axes: list, step: -1 });
}

/** WebGPU lets a kernel touch 8 buffers, and ONNX Runtime gives each tensor that is joined or split off one of its own. */
const mostOnGpu = 7;

/** A list in as few parts of about equal length as such a kernel allows for. */
function groups<T>(list: readonly T[]): (readonly T[])[] {
  const length = Math.ceil(list.length / mostOnGpu);
  return Array.from({ length: Math.ceil(list.length / length) }, (_, i) => list.slice(i * length, (i + 1) * length));
}

const concatOp: Op = {
  name: "concat",
  alongAxes: true,
  infer: (inputs, { axis }) => {
    const first = inputs[0] as Tensor;
    const shape = [...first.shape];
    const at = axis as number;
    for (const x of inputs.slice(1)) {
      requireSameDType("concat", first, x);
      if (!sameShape(replaceAt(x.shape, at, 0), replaceAt(first.shape, at, 0)))
        throw new ShapeError("concat", {
          expected: `tensors that differ only along axis ${at}`,
          got: inputs.map((tensor) => shapeText(tensor.shape)).join(", "),
        });
      shape[at] = (shape[at] as number) + (x.shape[at] as number);
    }
    const domain = inputs.every((x) => x.domain === first.domain) ? first.domain : "unknown";
    return { shape, dtype: first.dtype, domain };
  },
  gradient: ({ grad, inputs, attributes }) => {
    const axis = attributes["axis"] as number;
    return split(
      grad,
      inputs.map((x) => x.shape[axis] as number),
      { axis },
    );
  },
  lower: ({ inputs, attributes }, { device }) => {
    const axis = attributes["axis"] as number;
    if (device !== "webgpu" || inputs.length <= mostOnGpu) return undefined;
    return [
      concat(
        groups(inputs).map((group) => concat(group, { axis })),
        { axis },
      ),
    ];
  },
  onnx: (emit, node, operands) => emit.node("Concat", operands, { axis: node.attributes["axis"] as number }),
};

/**
 * Tensors one after the other along an axis; their other axes agree.
 * @param axis default 0
 * @throws ShapeError when other axes differ, ArgumentError when there are no tensors
 */
export function concat(tensors: readonly Tensor[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const first = requireSome("concat", tensors);
  const at = normalizeAxis("concat", axis, first.rank);
  return tensors.length === 1 ? first : applyOne(concatOp, tensors, { axis: at });
}

const splitOp: Op = {
  name: "split",
  alongAxes: true,
  infer: ([x], { axis, sizes }) =>
    (sizes as readonly number[]).map((size) => ({
      ...typeOf(x as Tensor),
      shape: replaceAt((x as Tensor).shape, axis as number, size),
    })),
  gradient: ({ grads, outputs, attributes }) => [
    concat(
      outputs.map((output, i) => grads[i] ?? fullLike(output, 0)),
      { axis: attributes["axis"] as number },
    ),
  ],
  lower: ({ inputs: [x], attributes }, { device }) => {
    const { axis, sizes } = attributes as { axis: number; sizes: readonly number[] };
    if (device !== "webgpu" || sizes.length <= mostOnGpu) return undefined;
    const shares = groups(sizes);
    const wide = split(
      x as Tensor,
      shares.map((share) => share.reduce((a, b) => a + b)),
      { axis },
    );
    return wide.flatMap((part, i) => split(part, shares[i] as readonly number[], { axis }));
  },
  onnx: (emit, node, [x]) => {
    const sizes = node.attributes["sizes"] as readonly number[];
    const axis = node.attributes["axis"] as number;
    return emit.node("Split", [x as string, emit.constant(sizes, "int64")], { axis }, sizes.length);
  },
};

/**
 * A tensor cut into consecutive parts along an axis.
 * @param parts how many equal parts, or the size of each
 * @param axis default 0
 * @throws ArgumentError when the axis does not divide into that many, or the sizes do not add up to it
 */
export function split(
  x: Tensor,
  parts: number | readonly number[],
  { axis = 0 }: { readonly axis?: number } = {},
): Tensor[] {
  const at = normalizeAxis("split", axis, x.rank);
  const size = x.shape[at] as number;
  const sizes = typeof parts === "number" ? Array.from({ length: parts }, () => size / parts) : parts;
  const fits = sizes.length > 0 && sizes.every((part) => Number.isInteger(part) && part >= 0);
  if (!fits || sizes.reduce((a, b) => a + b) !== size)
    throw new ArgumentError("split", {
      expected: `a divisor of ${size}, or sizes that add up to it (axis ${at} of ${shapeText(x.shape)})`,
      got: typeof parts === "number" ? `${parts}` : shapeText(parts),
    });
  return sizes.length === 1 ? [x] : [...apply(splitOp, [x], { axis: at, sizes })];
}

/**
 * Tensors of one shape along a new axis.
 * @param axis of the result; default 0
 * @throws ShapeError when shapes differ
 */
export function stack(tensors: readonly Tensor[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const first = requireSome("stack", tensors);
  const wrong = tensors.find((x) => !sameShape(x.shape, first.shape));
  if (wrong !== undefined)
    throw new ShapeError("stack", {
      expected: "tensors of one shape",
      got: `${shapeText(first.shape)} and ${shapeText(wrong.shape)}`,
      fix: "use concat to join along an axis they have",
    });
  const at = normalizeAxis("stack", axis, first.rank + 1);
  return concat(
    tensors.map((x) => expandDims(x, at)),
    { axis: at },
  );
}

/** The slices along an axis, without it: the inverse of stack. @param axis default 0 */
export function unstack(x: Tensor, { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
  const at = normalizeAxis("unstack", axis, x.rank);
  return split(x, x.shape[at] as number, { axis: at }).map((part) => squeeze(part, at));
}

export type PadMode = "constant" | "reflect" | "edge";

type PadWidth = readonly [before: number, after: number];
/** Elements to add before and after each axis. */
export type PadWidths = readonly PadWidth[];

const padOp: Op = {
  name: "pad",
  alongAxes: true,
  infer: ([x], { widths }) => ({
    shape: (x as Tensor).shape.map((size, axis) => {
      const [before, after] = (widths as PadWidths)[axis] as PadWidth;
      return before + size + after;
    }),
    dtype: (x as Tensor).dtype,
  }),
  gradient: ({ grad, inputs: [x], attributes }) => {
    const { widths, mode } = attributes as { widths: PadWidths; mode: PadMode };
    const { shape } = x as Tensor;
    if (mode !== "constant")
      return [widths.reduce((g, width, axis) => foldBack(g, axis, shape[axis] as number, width, mode), grad)];
    const start = widths.map(([before]) => before);
    return [slice(grad, { start, end: start.map((before, axis) => before + (shape[axis] as number)) })];
  },
  onnx: (emit, node, [x]) => {
    const { widths, mode, value } = node.attributes as { widths: PadWidths; mode: PadMode; value: number };
    const pads = [...widths.map(([before]) => before), ...widths.map(([, after]) => after)];
    const fill = mode === "constant" ? [emit.constant([value], (node.inputs[0] as Tensor).dtype, [])] : [];
    return emit.node("Pad", [x as string, emit.constant(pads, "int64"), ...fill], { mode });
  },
};

/** Adjoint of padding one axis with its own elements: what was copied out is added where it came from. */
function foldBack(grad: Tensor, axis: number, size: number, [before, after]: PadWidth, mode: PadMode): Tensor {
  const part = (start: number, end: number): Tensor => slice(grad, { axes: axis, start, end });
  const core = part(before, before + size);
  const returned: Tensor[] = [];
  if (mode === "edge") {
    if (before > 0) returned.push(padAxis(sum(part(0, before), { axes: axis, keepDims: true }), axis, 0, size - 1));
    if (after > 0)
      returned.push(
        padAxis(sum(part(before + size, before + size + after), { axes: axis, keepDims: true }), axis, size - 1, 0),
      );
  } else {
    if (before > 0) returned.push(padAxis(flip(part(0, before), axis), axis, 1, size - 1 - before));
    if (after > 0)
      returned.push(padAxis(flip(part(before + size, before + size + after), axis), axis, size - 1 - after, 1));
  }
  return returned.reduce((a, b) => add(a, b), core);
}

function padAxis(x: Tensor, axis: number, before: number, after: number): Tensor {
  return pad(
    x,
    x.shape.map((_, at) => (at === axis ? [before, after] : [0, 0])),
  );
}

/**
 * A tensor with a border.
 * @param widths [before, after] for each axis, not negative (cut with slice)
 * @param mode `constant` (default) fills with `value` (default 0), `reflect` mirrors without repeating the border element
 * (less than the axis is long), `edge` repeats the border element
 * @throws ArgumentError when widths do not fit the shape
 */
export function pad(
  x: Tensor,
  widths: PadWidths,
  { mode = "constant", value = 0 }: { readonly mode?: PadMode; readonly value?: number } = {},
): Tensor {
  const whole = widths.length === x.rank && widths.flat().every((width) => Number.isInteger(width) && width >= 0);
  if (!whole)
    throw new ArgumentError("pad", {
      expected: `[before, after], whole and not negative, for each of ${x.rank} axes`,
      got: JSON.stringify(widths),
    });
  widths.forEach((width, axis) => {
    const size = x.shape[axis] as number;
    const most = {
      constant: Number.POSITIVE_INFINITY,
      reflect: Math.max(size - 1, 0),
      edge: size === 0 ? 0 : Number.POSITIVE_INFINITY,
    }[mode];
    if (Math.max(...width) > most)
      throw new ArgumentError("pad", {
        expected: `at most ${most} elements of ${mode} padding at axis ${axis} of ${shapeText(x.shape)}`,
        got: `${Math.max(...width)}`,
      });
  });
  if (widths.every(([before, after]) => before + after === 0)) return x;
  return applyOne(padOp, [x], { widths, mode, value });
}

function replaceAt(shape: Shape, axis: number, size: number): number[] {
  return shape.map((given, at) => (at === axis ? size : given));
}

function requireSome(where: string, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new ArgumentError(where, { expected: "at least one tensor", got: "none" });
  return first;
}
