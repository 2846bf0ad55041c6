import { Float16Array } from "@petamoriken/float16";
import { DTypeError } from "./errors.ts";

/** Element types a tensor can have. */
export type DType = "float32" | "float64" | "float16" | "int32" | "int64" | "bool" | "uint8" | "uint32" | "uint64";

/** The array that holds elements of each dtype in JavaScript. float16 holds the bit patterns, bool holds 0 and 1. */
export interface DTypeArrays {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  uint8: Uint8Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
}

export type TypedArray = DTypeArrays[DType];

const constructors: { readonly [D in DType]: new (length: number) => DTypeArrays[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
};

/** Every dtype. */
export const dtypes: readonly DType[] = Object.keys(constructors) as DType[];

/** Whether the dtype holds fractions, and so can be differentiated. */
export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64" || dtype === "float16";
}

/** An array of `length` zeros for the dtype. */
export function allocate<D extends DType>(dtype: D, length: number): DTypeArrays[D] {
  return new constructors[dtype](length);
}

/** Whether `data` is the kind of array that holds this dtype. */
export function holds(dtype: DType, data: unknown): boolean {
  return data instanceof constructors[dtype];
}

/**
 * Numbers as an array of the dtype. Integers are checked: 1.5 or NaN for an integer dtype is an error, not a rounding.
 * @throws DTypeError when a number has no exact integer form in an integer dtype.
 */
export function toTypedArray<D extends DType>(dtype: D, numbers: ArrayLike<number | bigint>): DTypeArrays[D] {
  if (holds(dtype, numbers)) return numbers as unknown as DTypeArrays[D];
  const length = numbers.length;
  if (dtype === "float16") {
    const half = new Float16Array(length);
    for (let i = 0; i < length; i++) half[i] = Number(numbers[i]);
    return new Uint16Array(half.buffer as ArrayBuffer) as DTypeArrays[D];
  }
  const out = allocate(dtype, length);
  if (dtype === "int64" || dtype === "uint64") {
    for (let i = 0; i < length; i++) (out as BigInt64Array)[i] = BigInt(integer(dtype, numbers[i] as number, i));
  } else if (isFloat(dtype)) {
    for (let i = 0; i < length; i++) (out as Float64Array)[i] = Number(numbers[i]);
  } else {
    for (let i = 0; i < length; i++) (out as Int32Array)[i] = Number(integer(dtype, numbers[i] as number, i));
  }
  return out;
}

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  bool: [0, 1],
  uint8: [0, 255],
  uint32: [0, 2 ** 32 - 1],
};

function integer(dtype: DType, value: number | bigint, index: number): number | bigint {
  const [low, high] = ranges[dtype] ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const ok = typeof value === "bigint" || (Number.isInteger(value) && value >= low && value <= high);
  if (!ok)
    throw new DTypeError(dtype, {
      expected: `whole numbers from ${low} to ${high}`,
      got: `${value} at index ${index}`,
      fix: "round the data or choose a float dtype",
    });
  return value;
}

/** The elements as plain numbers (int64 beyond 2^53 loses digits). */
export function toNumbers(dtype: DType, data: TypedArray): number[] | Float32Array | Float64Array {
  if (dtype === "float32" || dtype === "float64") return data as Float32Array | Float64Array;
  if (dtype === "float16") {
    const bits = data as Uint16Array;
    return Array.from(new Float16Array(bits.buffer as ArrayBuffer, bits.byteOffset, bits.length));
  }
  const numbers = new Float64Array(data.length); // Array.from(data, Number) takes ten times as long
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(data[i]);
  return numbers;
}
