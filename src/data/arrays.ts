import { type DType, isFloat, type TypedArray, toNumbers, toTypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError } from "../core/errors.ts";
import { checkLabelValues } from "../core/labels.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { describe } from "../core/tensor.ts";
import type { Dataset } from "./dataset.ts";
import { type Column, fromColumns } from "./memory.ts";

/** Numbers in lists in lists: the outermost list holds the examples. */
export type NestedNumbers = readonly (number | bigint | NestedNumbers)[];

/** Typed arrays data may come in; those without a dtype of their own are widened to int32 (Uint8ClampedArray is uint8). */
export type NumberArray = TypedArray | Int8Array | Int16Array | Uint16Array | Uint8ClampedArray;

/** What one field can be given as. */
export type FieldValues = NestedNumbers | NumberArray;

export interface ArraysOptions {
  /** Shape of one example, by field: needed for flat typed arrays (`{ x: [1, 28, 28] }`), else read from the nesting. */
  readonly shapes?: Readonly<Record<string, Shape>>;
  /** Element type, by field. Default: that of the typed array; for lists int64 where the field has classes, else float32. */
  readonly dtypes?: Readonly<Record<string, DType>>;
  /** Number of classes of fields that hold labels, by field; a number means that of `y`. Labels are then checked. */
  readonly classes?: number | Readonly<Record<string, number>>;
  /** Applied inside the graph: value · scale + offset, by field. Default: a scale of 1, an offset of 0. */
  readonly rescale?: Readonly<Record<string, { readonly scale?: number; readonly offset?: number }>>;
  /** What each class of `y` means; sets `classes` too. */
  readonly classNames?: readonly string[];
}

/**
 * A data set from lists or typed arrays that lie in memory: `arrays({ x: [[0, 0], [0, 1]], y: [0, 1] }, { classes: 2 })`.
 * Fields `x` and `y` are input and target, `sampleWeight` weighs the examples; the first axis of each counts the examples.
 * Every value is checked once, here. Typed arrays that already have the right dtype are used as they are, not copied.
 * @throws DataError for ragged rows, fields of different length, no examples, NaN or Infinity, labels out of range;
 *   ArgumentError for options that name no field
 */
export function arrays(fields: Readonly<Record<string, FieldValues>>, options: ArraysOptions = {}): Dataset {
  const { shapes = {}, dtypes = {}, rescale = {}, classNames } = options;
  const classes = classesOf(options);
  const known = Object.keys(fields);
  for (const [option, names] of Object.entries({ shapes, dtypes, rescale, classes }))
    for (const name of Object.keys(names))
      if (!known.includes(name))
        throw new ArgumentError(`arrays: ${option}`, { expected: `a field (${known.join(", ")})`, got: `"${name}"` });
  const columns: Record<string, Column> = {};
  for (const [name, values] of Object.entries(fields)) {
    const count = classes[name];
    const { shape, flat } = layOut(name, values, shapes[name]);
    const dtype = dtypes[name] ?? (count !== undefined && !isBigInts(values) ? "int64" : dtypeOf(values));
    const data = convert(name, dtype, flat, sizeOf(shape));
    if (count !== undefined)
      checkLabelValues(toNumbers(dtype, data), { classes: count, field: name, size: sizeOf(shape) });
    const { scale = 1, offset = 0 } = rescale[name] ?? {};
    if (!(Number.isFinite(scale) && Number.isFinite(offset)))
      throw new ArgumentError(`arrays: rescale of "${name}"`, {
        expected: "finite numbers as scale and offset",
        got: `${describe(scale)} and ${describe(offset)}`,
      });
    columns[name] = {
      shape,
      dtype,
      data,
      ...(count === undefined ? {} : { classes: count }),
      ...(rescale[name] === undefined ? {} : { rescale: { scale, offset } }),
    };
  }
  return fromColumns(columns, { classNames });
}

function classesOf({ classes, classNames }: ArraysOptions): Readonly<Record<string, number>> {
  const named = typeof classes === "number" ? { y: classes } : { ...classes };
  if (classNames === undefined) return named;
  const { y = classNames.length } = named;
  if (y !== classNames.length)
    throw new ArgumentError("arrays: classNames", { expected: `${y} names, one a class`, got: `${classNames.length}` });
  return { ...named, y };
}

function isList(values: unknown): values is NestedNumbers {
  return Array.isArray(values);
}

function isBigInts(values: FieldValues): values is BigInt64Array | BigUint64Array {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}

function dtypeOf(values: FieldValues): DType {
  if (values instanceof Float64Array) return "float64";
  if (values instanceof Uint8Array || values instanceof Uint8ClampedArray) return "uint8";
  if (values instanceof Uint32Array) return "uint32";
  if (values instanceof BigInt64Array) return "int64";
  if (values instanceof BigUint64Array) return "uint64";
  return isList(values) || values instanceof Float32Array ? "float32" : "int32";
}

/** The shape of one example, and all numbers in row-major order. */
function layOut(
  name: string,
  values: FieldValues,
  wanted: Shape | undefined,
): { shape: Shape; flat: ArrayLike<number | bigint> } {
  if (values.length === 0) throw new DataError(name, { expected: "at least one example", got: "none" });
  const { shape: found, flat } = isList(values) ? flatten(name, values) : { shape: [], flat: values };
  const shape = wanted ?? found;
  const size = sizeOf(shape);
  if (!shape.every((axis) => Number.isInteger(axis) && axis > 0))
    throw new DataError(name, { expected: "axes of at least 1", got: `examples of shape ${shapeText(shape)}` });
  if (isList(values) ? size !== sizeOf(found) : flat.length % size !== 0)
    throw new DataError(name, {
      expected: `examples of shape ${shapeText(shape)}, ${size} numbers each`,
      got: isList(values) ? `examples of shape ${shapeText(found)}` : `${flat.length} numbers, no multiple of ${size}`,
    });
  return { shape, flat };
}

function flatten(name: string, examples: NestedNumbers): { shape: Shape; flat: (number | bigint)[] } {
  const shape: number[] = [];
  for (let part: unknown = examples[0]; isList(part); part = part[0]) shape.push(part.length);
  const flat: (number | bigint)[] = [];
  const visit = (part: unknown, axis: number, example: number): void => {
    const length = shape[axis];
    const fits = isList(part) ? part.length === length : length === undefined;
    if (!fits)
      throw new DataError(name, {
        expected:
          length === undefined ? "a number, as in the first example" : `a list of ${length}, as in the first example`,
        got: `${isList(part) ? `a list of ${part.length}` : text(part)} in example ${example}`,
        fix: "give every example the same shape: pad, crop or drop the odd ones",
      });
    if (isList(part)) for (const inner of part) visit(inner, axis + 1, example);
    else flat.push(part as number | bigint);
  };
  examples.forEach((example, i) => {
    visit(example, 0, i);
  });
  return { shape, flat };
}

/** An array of the dtype, every element checked. */
function convert(name: string, dtype: DType, values: ArrayLike<number | bigint>, size: number): TypedArray {
  const fail = (index: number, expected: string, fix: string): never => {
    throw new DataError(name, { expected, got: `${text(values[index])} at ${place(index, size)}`, fix });
  };
  const float = isFloat(dtype);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "bigint") continue;
    if (typeof value !== "number") fail(i, "numbers", "turn categories and dates into numbers first");
    else if (!Number.isFinite(value)) fail(i, "finite numbers", "drop the example or fill the missing value");
    else if (!float && !inRange(dtype, value))
      fail(i, `values of ${dtype}`, "round or clip the data, or choose a float dtype");
  }
  const data = toTypedArray(dtype, values as ArrayLike<number>);
  if (float && data !== (values as unknown)) {
    const stored = toNumbers(dtype, data);
    const index = stored.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) fail(index, `numbers that ${dtype} can hold`, "scale the data down");
  }
  return data;
}

const bounds: Partial<Record<DType, readonly [number, number]>> = {
  bool: [0, 1],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

function inRange(dtype: DType, value: number): boolean {
  const [low, high] = bounds[dtype] ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  return Number.isInteger(value) && value >= low && value <= high;
}

function place(index: number, size: number): string {
  const example = `example ${Math.floor(index / size)}`;
  return size === 1 ? example : `${example}, number ${index % size}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
