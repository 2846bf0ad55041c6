import { ArgumentError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add } from "./arithmetic.ts";
import { expandDims } from "./axes.ts";
import { concat, type PadWidths, pad, slice } from "./indexing.ts";
import { broadcastTo, reshape } from "./structure.ts";
import { requireFloat, requireRank } from "./support.ts";

// What convolution and pooling share: windows that slide over the spatial axes of [batch, channels, ...space].

/** One number for all spatial axes, or one per axis. */
export type PerAxis = number | readonly number[];

/**
 * Border around the spatial axes. "valid": none. "same": as many results as ceil(size / stride), the odd element of the
 * border at the end (Keras, and ONNX's SAME_UPPER). A number: on every side. Pairs: [before, after] for each spatial axis.
 */
export type Padding = "valid" | "same" | number | PadWidths;

/** Windows with everything worked out, one entry per spatial axis; plain data, kept in attributes. */
export interface Windows {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: PadWidths;
}

/** Windows of a convolution and its groups. */
export interface ConvGeometry extends Windows {
  readonly groups: number;
}

/** Sizes of the spatial axes of [batch, channels, ...space]. */
export function spaceOf(x: Tensor): readonly number[] {
  return x.shape.slice(2);
}

/** [batch, channels, ...space] with 1 to 3 spatial axes, float. */
export function requireImage(where: string, x: Tensor): void {
  requireFloat(where, x);
  requireRank(where, x, 3, 5);
}

/** An option as one whole number for each spatial axis. */
export function perAxis(where: string, option: string, value: PerAxis, axes: number, least = 1): number[] {
  const list = typeof value === "number" ? Array.from({ length: axes }, () => value) : [...value];
  if (list.length !== axes || list.some((entry) => !Number.isInteger(entry) || entry < least))
    throw new ArgumentError(where, {
      expected: `${option}: a whole number from ${least}, or one for each of ${axes} spatial axes`,
      got: typeof value === "number" ? `${value}` : shapeText(value),
    });
  return list;
}

/** Options of windows over [batch, channels, ...space], with defaults filled in and "same" worked out. */
export function resolveWindows(
  where: string,
  space: readonly number[],
  size: readonly number[],
  options: { readonly stride: PerAxis; readonly dilation: PerAxis; readonly padding: Padding },
): Windows {
  const stride = perAxis(where, "stride", options.stride, space.length);
  const dilation = perAxis(where, "dilation", options.dilation, space.length);
  return { size, stride, dilation, padding: resolvePadding(where, options.padding, space, { size, stride, dilation }) };
}

/** Padding as pairs; "same" for windows over `space`. */
export function resolvePadding(
  where: string,
  padding: Padding,
  space: readonly number[],
  { size, stride, dilation }: Omit<Windows, "padding">,
): PadWidths {
  if (padding === "same")
    return space.map((length, i) => {
      const step = stride[i] as number;
      const reach = ((size[i] as number) - 1) * (dilation[i] as number) + 1;
      const total = Math.max(0, (Math.ceil(length / step) - 1) * step + reach - length);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  const each = padding === "valid" ? 0 : padding;
  const pairs = typeof each === "number" ? space.map((): [number, number] => [each, each]) : each;
  const whole =
    Array.isArray(pairs) &&
    pairs.length === space.length &&
    pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 0));
  if (!whole)
    throw new ArgumentError(where, {
      expected: `padding "valid", "same", a whole number, or [before, after] for each of ${space.length} spatial axes`,
      got: JSON.stringify(padding),
    });
  return pairs;
}

/** How many windows fit along each axis; a rest that fills none is cut off. */
export function countWindows(where: string, space: readonly number[], windows: Windows): number[] {
  return space.map((length, i) => {
    const [before, after] = windows.padding[i] as readonly [number, number];
    const [size, step] = [windows.size[i] as number, windows.dilation[i] as number];
    const reach = (size - 1) * step + 1;
    const padded = length + before + after;
    if (reach > padded)
      throw new ShapeError(where, {
        expected: `a window no larger than the padded input along spatial axis ${i} (${padded})`,
        got: `${size}${step > 1 ? `, spread over ${reach} by dilation ${step}` : ""}`,
        fix: 'make the window smaller or padding larger ("same" keeps the size)',
      });
    return Math.floor((padded - reach) / (windows.stride[i] as number)) + 1;
  });
}

/** Positions inside a window in row-major order: [[0, 0], [0, 1], ...]. */
export function tapsOf(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (taps, length) => taps.flatMap((tap) => Array.from({ length }, (_, i) => [...tap, i])),
    [[]],
  );
}

/** [[0, 0], [0, 0], ...padding]: as `pad` takes it. */
export function imagePadding(padding: PadWidths): PadWidths {
  return [[0, 0], [0, 0], ...padding];
}

/**
 * What each position of the window sees.
 * @param fill value of the border
 * @returns for each tap [batch, channels, ...windows]
 */
export function tapSlices(x: Tensor, windows: Windows, counts: readonly number[], fill = 0): Tensor[] {
  const padded = pad(x, imagePadding(windows.padding), { value: fill });
  const axes = counts.map((_, i) => i + 2);
  const step = [...windows.stride];
  return tapsOf(windows.size).map((tap) => {
    const start = tap.map((at, i) => at * (windows.dilation[i] as number));
    const end = start.map((from, i) => from + ((counts[i] as number) - 1) * (step[i] as number) + 1);
    return slice(padded, { axes, start, end, step });
  });
}

/**
 * Adjoint of `tapSlices`: adds what each tap sends back where it came from.
 * @param parts for each tap [batch, channels, ...windows]
 * @param space sizes of the spatial axes of the result
 * @returns [batch, channels, ...space]
 */
export function scatterTaps(parts: readonly Tensor[], windows: Windows, space: readonly number[]): Tensor {
  const { stride, dilation, padding } = windows;
  const first = parts[0] as Tensor;
  const counts = spaceOf(first);
  // Taps whose offsets agree modulo the stride meet: they are added at the resolution of the windows, and only the
  // stride's phases are interleaved.
  const cells = space.map((length, i) => {
    const [before, after] = padding[i] as readonly [number, number];
    return Math.ceil((length + before + after) / (stride[i] as number));
  });
  const phases = new Map<string, Tensor>();
  for (const [index, tap] of tapsOf(windows.size).entries()) {
    const offset = tap.map((at, i) => at * (dilation[i] as number));
    const key = offset.map((at, i) => at % (stride[i] as number)).join();
    const shift = offset.map((at, i) => Math.floor(at / (stride[i] as number)));
    const margins = shift.map((at, i): [number, number] => [at, (cells[i] as number) - (counts[i] as number) - at]);
    const placed = pad(parts[index] as Tensor, imagePadding(margins));
    const sum = phases.get(key);
    phases.set(key, sum === undefined ? placed : add(sum, placed));
  }
  const zeros = broadcastTo(constant(0, { dtype: first.dtype }), [...first.shape.slice(0, 2), ...cells]);
  const whole = interleave((key) => phases.get(key.join()) ?? zeros, stride);
  const start = padding.map(([before]) => before);
  const end = start.map((before, i) => before + (space[i] as number));
  return slice(whole, { axes: space.map((_, i) => i + 2), start, end });
}

/** Joins phases: element p·stride + r of an axis is element p of phase r. `phaseAt` takes one phase number per spatial axis. */
function interleave(
  phaseAt: (key: readonly number[]) => Tensor,
  stride: readonly number[],
  key: readonly number[] = [],
): Tensor {
  const axis = key.length;
  if (axis === stride.length) return phaseAt(key);
  const step = stride[axis] as number;
  const parts = Array.from({ length: step }, (_, r) => interleave(phaseAt, stride, [...key, r]));
  const [part] = parts as [Tensor];
  if (step === 1) return part;
  const joined = concat(
    parts.map((phase) => expandDims(phase, axis + 3)),
    { axis: axis + 3 },
  );
  const shape: Shape = part.shape.map((size, at) => (at === axis + 2 ? size * step : size));
  return reshape(joined, shape);
}

/**
 * Every window's elements in a column.
 * @returns [batch, groups, channels / groups · taps, number of windows]
 */
export function columns(x: Tensor, windows: Windows, counts: readonly number[], groups: number): Tensor {
  const [batch, channels] = x.shape as [number, number];
  const count = sizeOf(counts);
  const rows = tapSlices(x, windows, counts).map((part) => reshape(part, [batch, channels, 1, count]));
  return reshape(concat(rows, { axis: 2 }), [batch, groups, (channels / groups) * rows.length, count]);
}
