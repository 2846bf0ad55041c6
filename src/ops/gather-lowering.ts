import { allocate, type DType, isFloat } from "../core/dtype.ts";
import type { Target } from "../core/op.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import { constant, constantData, type Tensor } from "../core/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { slice } from "./indexing.ts";
import { matMul } from "./matmul.ts";
import { cast, reshape } from "./structure.ts";
import { middleDivisor, sharedValue } from "./support.ts";

// Few elements picked from many by GatherElements or ScatterElements. ONNX Runtime walks all axes for each of them, on one
// thread, and copies what it scatters into; with positions in the flattened tensor the same operators do neither. Value and
// gradient of one label per row, 2 cores, ms: 4096×1000 1.68 as it stands, 0.47 flat; 10000×100 0.42 and 0.18; 4000×10 0.107
// and 0.076; 128×10 0.023 and 0.027. Several a row, the picking alone: 10000×100 by 2 0.06 and 0.16, by 5 0.11 and 0.35; with the
// scattering by 5 1.00 and 0.99, 4096×1000 by 5 2.5 and 2.0, by 100 3.9 and 7.3.

/** Whether the flat form is the faster one. @param share how many elements there have to be for each index */
export function prefersFlat(
  shape: Shape,
  indices: Tensor,
  axis: number,
  { device, portable }: Target,
  share: number,
): boolean {
  return (
    device === "cpu" &&
    portable !== true &&
    indices.size >= 1024 &&
    share * indices.size <= sizeOf(shape) &&
    shape.every((size, i) => i === axis || size === indices.shape[i])
  );
}

/** Places worked out before, so that a gather and the scatter that is its gradient share them. */
const known = new WeakMap<Tensor, Map<string, Tensor>>();

/**
 * Where indices along an axis point to in the flattened tensor, [size of indices].
 * @param pick one-dimensional GatherElements
 */
export function flatPlaces(shape: Shape, indices: Tensor, axis: number, pick: Pick): Tensor {
  const ofIndices = known.get(indices) ?? new Map<string, Tensor>();
  known.set(indices, ofIndices);
  const key = `${axis}:${shape.join()}`;
  const places = ofIndices.get(key) ?? placesOf(shape, indices, axis, pick);
  ofIndices.set(key, places);
  return places;
}

type Pick = (x: Tensor, indices: Tensor) => Tensor;

function placesOf(shape: Shape, indices: Tensor, axis: number, pick: Pick): Tensor {
  const [outer, size, inner] = [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
  const count = indices.shape[axis] as number;
  const flat = reshape(indices, [indices.size]);
  // A look-up in 0, 1, 2, ... lets ONNX Runtime refuse indices out of range, and wraps negative ones.
  const checked =
    constantData(indices) === undefined
      ? pick(
          table(indices.dtype, [size], (i) => i),
          flat,
        )
      : flat;
  const steps = inner === 1 ? checked : mul(checked, inner);
  const start = (o: number, i: number): number => o * size * inner + i;
  if (indices.size <= 2 ** 16)
    return add(
      steps,
      table(indices.dtype, [indices.size], (i) => start(Math.floor(i / count / inner), i % inner)),
    );
  const rows = add(
    reshape(steps, [outer, count, inner]),
    table(indices.dtype, [outer, 1, 1], (o) => start(o, 0)),
  );
  return reshape(
    inner === 1
      ? rows
      : add(
          rows,
          table(indices.dtype, [1, 1, inner], (i) => i),
        ),
    [indices.size],
  );
}

function table(dtype: DType, shape: Shape, at: (i: number) => number): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = dtype === "int64" ? BigInt(at(i)) : at(i);
  return constant(data, { shape, dtype });
}

/**
 * Zeros that are written when the graph runs, as the product of a column and a row: several threads write them, and what
 * changes a few of them may do so in place. A constant would be copied by one thread.
 * @param given any tensor of whole numbers: with it the runtime cannot know the result beforehand
 */
export function freshZeros(shape: Shape, dtype: DType, given: Tensor): Tensor {
  const size = sizeOf(shape);
  const rows = isFloat(dtype) ? middleDivisor(size) : 1;
  const zeros = (to: Shape): Tensor => constant(allocate(dtype, sizeOf(to)), { shape: to, dtype });
  if (rows === 1) return zeros(shape);
  const first = cast(slice(reshape(given, [given.size]), { start: 0, end: 1 }), dtype);
  return reshape(matMul(zeros([rows, 1]), mul(first, zeros([1, size / rows]))), shape);
}

/** Above, the table of rows no longer lies in a core's cache. */
const mostColumns = 512;

/**
 * The rows that one equal update in each row of zeros leaves: a table to gather them from, [columns, columns], so that they are written once.
 * The gradient of the negative log-likelihood of 10,000 labels of 100 (2 cores): 0.09 ms against 0.21 by zeros and ScatterElements.
 * Where the flat form would be taken otherwise.
 * @returns undefined where another form is called for
 */
export function rowsOfOne(shape: Shape, updates: Tensor, axis: number): Tensor | undefined {
  const columns = shape.at(-1) as number;
  const value = sharedValue(updates);
  const isOneEach = axis === shape.length - 1 && updates.size * columns === sizeOf(shape);
  const isSmall = columns <= mostColumns && columns * columns * 4 <= sizeOf(shape);
  if (value === undefined || !isOneEach || !isSmall) return undefined;
  if (value.dtype !== "float32" && value.dtype !== "float64") return undefined;
  const known = constantData(value);
  const data = allocate(value.dtype, columns * columns);
  for (let i = 0; i < columns; i++) data[i * (columns + 1)] = Number(known?.[0] ?? 1);
  const table = constant(data, { shape: [columns, columns], dtype: value.dtype });
  return known === undefined ? mul(table, reshape(value, [])) : table;
}

/**
 * Indices along the last of three axes that are the same all along the middle one, where adding by them into zeros is faster as a product
 * with the one-hot rows: [batch, 1, n]. ONNX Runtime adds by index on one thread: [40, 250, 41] into 100 classes 3.2 ms, as a
 * product 0.9 (2 cores; WebAssembly, [40, 250, 21] within a step of CTC: 46 and 41).
 */
export function indicesForProduct(indices: Tensor, classes: number, { device, portable }: Target): Tensor | undefined {
  if (device === "webgpu" || portable === true || indices.rank !== 3 || indices.size < 2 ** 14 || classes > 256)
    return undefined;
  const { op, inputs } = indices.node;
  const given = op.name === "broadcastTo" ? (inputs[0] as Tensor) : undefined;
  const isShared = given?.rank === 3 && given.shape[1] === 1 && given.shape[0] === indices.shape[0];
  return isShared && given?.shape[2] === indices.shape[2] ? given : undefined;
}
