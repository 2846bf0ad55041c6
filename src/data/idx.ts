import { allocate, type DType, type TypedArray } from "../core/dtype.ts";
import { DataError } from "../core/errors.ts";
import { checkLabelValues } from "../core/labels.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";
import { fromColumns } from "./memory.ts";

/** Contents of an IDX file. 8- and 16-bit signed numbers are widened to int32. */
export interface IdxArray {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: TypedArray;
}

interface Element {
  readonly dtype: DType;
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

/** Element types by the third byte of the file (http://yann.lecun.com/exdb/mnist/, "the IDX file format"). */
const elements: Readonly<Record<number, Element>> = {
  8: { dtype: "uint8", bytes: 1, read: (view, at) => view.getUint8(at) },
  9: { dtype: "int32", bytes: 1, read: (view, at) => view.getInt8(at) },
  11: { dtype: "int32", bytes: 2, read: (view, at) => view.getInt16(at) },
  12: { dtype: "int32", bytes: 4, read: (view, at) => view.getInt32(at) },
  13: { dtype: "float32", bytes: 4, read: (view, at) => view.getFloat32(at) },
  14: { dtype: "float64", bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, an element type, the number of axes, big-endian sizes and elements.
 * Bytes are not copied: uint8 data is a view of `bytes`.
 * @param name - of the file, for errors
 * @throws DataError naming the file, with expected and found byte counts, when it is not IDX, truncated or too long
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Array.from(bytes.subarray(0, 4));
  const element = elements[magic[2] ?? -1];
  const rank = magic[3] ?? 0;
  if (magic.length < 4 || magic[0] !== 0 || magic[1] !== 0 || element === undefined || rank === 0)
    throw new DataError(name, {
      expected: "an IDX file (bytes 0, 0, element type 8 to 14, number of axes)",
      got: bytes.length === 0 ? "an empty file" : `one that starts with ${magic.join(", ")}`,
      fix: magic[0] === 0x1f && magic[1] === 0x8b ? "it is gzip: read it with readIdx" : "check which file this is",
    });
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw wrongLength(name, header, bytes.length, `a header of ${rank} axes`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = sizeOf(shape);
  const total = header + count * element.bytes;
  if (bytes.length !== total) throw wrongLength(name, total, bytes.length, `${shapeText(shape)} elements`);
  if (element.dtype === "uint8")
    return { shape, dtype: "uint8", data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, count) };
  const data = allocate(element.dtype, count);
  for (let i = 0; i < count; i++) data[i] = element.read(view, header + i * element.bytes);
  return { shape, dtype: element.dtype, data };
}

function wrongLength(name: string, expected: number, got: number, what: string): DataError {
  return new DataError(name, {
    expected: `${expected} bytes (${what})`,
    got: `${got} bytes`,
    fix:
      got < expected ? "the file is truncated: fetch it again" : "the file has extra bytes: check where it comes from",
  });
}

/**
 * As `parseIdx`, for bytes that may be compressed with gzip.
 * @throws DataError as `parseIdx`, and when the compressed stream is damaged
 */
export async function readIdx(bytes: Uint8Array, name: string): Promise<IdxArray> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return parseIdx(bytes, name);
  let plain: ArrayBuffer;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
    plain = await new Response(stream).arrayBuffer();
  } catch (cause) {
    const problem = {
      expected: "a whole gzip file",
      got: `${bytes.length} damaged or truncated bytes`,
      fix: "fetch it again",
    };
    throw new DataError(name, problem, { cause });
  }
  return parseIdx(new Uint8Array(plain), name);
}

/**
 * A data set of images and labels as IDX files hold them: images [examples, height, width] of bytes become
 * x [1, height, width], labels [examples] become y.
 * @throws DataError for other element types or axes, for a different number of images and labels, for labels out of range
 */
export function idxDataset(
  images: IdxArray,
  labels: IdxArray,
  { classNames }: { readonly classNames: readonly string[] },
): Dataset {
  const [size = 0, ...image] = images.shape;
  if (images.dtype !== "uint8" || image.length !== 2)
    throw new DataError("images", {
      expected: "uint8 [examples, height, width]",
      got: `${images.dtype} ${shapeText(images.shape)}`,
      fix: "are images and labels swapped?",
    });
  if (labels.shape.length !== 1 || labels.shape[0] !== size)
    throw new DataError("labels", {
      expected: shapeText([size]),
      got: shapeText(labels.shape),
      fix: "check that the files belong together",
    });
  const classes = classNames.length;
  checkLabelValues(labels.data as Uint8Array, { classes });
  return fromColumns(
    {
      x: { shape: [1, ...image], dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 }, data: images.data },
      y: { shape: [], dtype: "int64", classes, data: BigInt64Array.from(labels.data as Uint8Array, BigInt) },
    },
    { classNames },
  );
}
