import { allocate, type DType, holds, type TypedArray } from "../../core/dtype.ts";
import { ArgumentError, DataError } from "../../core/errors.ts";
import { type Shape, shapeText, sizeOf } from "../../core/shape.ts";

/** A tensor as a file holds it. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Free text beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Stored {
  readonly dtype: DType;
  readonly bytes: number;
  /** For types lossmith has no dtype for: one element, widened without loss. */
  read?(view: DataView, offset: number): number;
}

/** Type names of the format. 16-bit brain floats come as float32, short integers as int32. */
const types: Readonly<Record<string, Stored>> = {
  F64: { dtype: "float64", bytes: 8 },
  F32: { dtype: "float32", bytes: 4 },
  F16: { dtype: "float16", bytes: 2 },
  I64: { dtype: "int64", bytes: 8 },
  I32: { dtype: "int32", bytes: 4 },
  U64: { dtype: "uint64", bytes: 8 },
  U32: { dtype: "uint32", bytes: 4 },
  U8: { dtype: "uint8", bytes: 1 },
  BOOL: { dtype: "bool", bytes: 1 },
  BF16: { dtype: "float32", bytes: 2, read: (view, at) => floatOfBits(view.getUint16(at, true) << 16) },
  I16: { dtype: "int32", bytes: 2, read: (view, at) => view.getInt16(at, true) },
  U16: { dtype: "int32", bytes: 2, read: (view, at) => view.getUint16(at, true) },
  I8: { dtype: "int32", bytes: 1, read: (view, at) => view.getInt8(at) },
};

function floatOfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

/** The format's own limit, so that a damaged length is not taken for a header. */
const longestHeader = 100_000_000;

/**
 * Named tensors in the safetensors format: header length (8 bytes, little-endian), JSON header, data.
 * Tensors are laid out by element size, then name, so every one lies aligned and equal contents give equal bytes.
 * @param metadata - free text for the header's `__metadata__`
 * @throws ArgumentError for data that does not match its shape or dtype, and for the reserved name
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const type = Object.keys(types).find(
      (key) => types[key]?.dtype === dtype && types[key].read === undefined,
    ) as string;
    if (name === "__metadata__") throw new ArgumentError("safetensors", { expected: "another name", got: `"${name}"` });
    if (!holds(dtype, data) || data.length !== sizeOf(shape))
      throw new ArgumentError(`safetensors: "${name}"`, {
        expected: `${sizeOf(shape)} elements of ${dtype} for ${shapeText(shape)}`,
        got: `${data.constructor.name} of ${data.length}`,
      });
    return { name, type, shape, data, bytes: (types[type] as Stored).bytes };
  });
  entries.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  // fromEntries, not assignment: a tensor may be called "__proto__".
  let end = 0;
  const header = entries.map(({ name, type, shape, data }) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: type, shape, data_offsets: [start, end] }] as const;
  });
  const fields = Object.keys(metadata).length === 0 ? header : [["__metadata__", metadata] as const, ...header];
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries<unknown>(fields)));
  const padded = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + padded + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, 8, 8 + padded).set(text, 8);
  let at = 8 + padded;
  // Typed arrays are little-endian on every platform JavaScript engines are built for today, as the format wants.
  for (const { data } of entries) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

/**
 * Reads a safetensors file. Data is copied, so `bytes` may be dropped.
 * @param file - its name, for errors
 * @throws DataError naming the file, and the tensor where one is at fault, when it is damaged or of a type that has no dtype
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors"): TensorFile {
  const { header, start } = readHeader(bytes, file);
  const { __metadata__: notes = {}, ...rest } = header;
  const tensors: [string, StoredTensor][] = [];
  const spans: { name: string; from: number; to: number }[] = [];
  for (const [name, entry] of Object.entries(rest)) {
    const { dtype, shape, from, to } = readEntry(entry, `${file}: tensor "${name}"`);
    if (start + to > bytes.length)
      throw new DataError(file, {
        expected: `at least ${start + to} bytes (tensor "${name}")`,
        got: `${bytes.length} bytes`,
        fix: "the file is truncated: copy it again",
      });
    spans.push({ name, from, to });
    tensors.push([name, { dtype: dtype.dtype, shape, data: readData(bytes, start + from, dtype, sizeOf(shape)) }]);
  }
  checkSpans(spans, bytes.length - start, file);
  const metadata = Object.entries(notes as object).map(([key, value]) => [key, String(value)] as const);
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

function readHeader(bytes: Uint8Array, file: string): { header: Record<string, unknown>; start: number } {
  const fail = (got: string, cause?: unknown): never => {
    const problem = { expected: "a safetensors file", got, fix: "check which file this is, or copy it again" };
    throw new DataError(file, problem, cause === undefined ? undefined : { cause });
  };
  if (bytes.length < 8) return fail(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > longestHeader || 8 + length > bytes.length)
    return fail(`${bytes.length} bytes that announce a header of ${length}`);
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
    if (isObject(header)) return { header, start: 8 + length };
  } catch (cause) {
    return fail("a header that is no JSON", cause);
  }
  return fail("a header that is no JSON object");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readEntry(entry: unknown, where: string): { dtype: Stored; shape: number[]; from: number; to: number } {
  const { dtype: type, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const whole = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!whole(shape) || !whole(offsets) || offsets.length !== 2)
    throw new DataError(where, { expected: "dtype, shape and data_offsets", got: JSON.stringify(entry) });
  const dtype = typeof type === "string" && Object.hasOwn(types, type) ? types[type] : undefined;
  if (dtype === undefined)
    throw new DataError(where, {
      expected: `a type among ${Object.keys(types).join(", ")}`,
      got: JSON.stringify(type),
    });
  const [from, to] = offsets as [number, number];
  const length = sizeOf(shape) * dtype.bytes;
  if (to - from !== length)
    throw new DataError(where, {
      expected: `${length} bytes for ${shapeText(shape)} of ${type}`,
      got: `${to - from} bytes`,
    });
  return { dtype, shape, from, to };
}

function readData(bytes: Uint8Array, at: number, { dtype, bytes: size, read }: Stored, count: number): TypedArray {
  const data = allocate(dtype, count);
  if (read === undefined) {
    new Uint8Array(data.buffer).set(bytes.subarray(at, at + count * size));
    return data;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) data[i] = read(view, at + i * size);
  return data;
}

/** The format forbids gaps and overlaps: they would be a place to hide other content in. */
function checkSpans(spans: { name: string; from: number; to: number }[], total: number, file: string): void {
  spans.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of spans) {
    if (from !== end)
      throw new DataError(file, { expected: `tensor "${name}" to start at byte ${end} of the data`, got: `${from}` });
    end = to;
  }
  if (end !== total) throw new DataError(file, { expected: `${end} bytes of data`, got: `${total}` });
}
