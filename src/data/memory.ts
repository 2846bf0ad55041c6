import type { TypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "./dataset.ts";

/** A field whose examples all lie in one array, one after another. */
export interface Column extends Field {
  readonly data: TypedArray;
}

/** Options of every data set that knows what its classes are called. */
export interface MemoryOptions {
  /** What each class index means. */
  readonly classNames?: readonly string[] | undefined;
}

/**
 * A data set over arrays that are already checked and laid out row by row; nothing is copied.
 * @throws DataError when there are no examples or when the fields disagree about their number
 */
export function fromColumns(columns: Readonly<Record<string, Column>>, { classNames }: MemoryOptions = {}): Dataset {
  const entries = Object.entries(columns);
  const counts = entries.map(([name, { data, shape }]) => [name, data.length / sizeOf(shape)] as const);
  const [first] = counts;
  if (first === undefined) throw new DataError("data", { expected: "at least one field", got: "none" });
  const [firstName, size] = first;
  const other = counts.find(([, count]) => count !== size);
  if (other !== undefined)
    throw new DataError("data", {
      expected: "as many examples in every field",
      got: `${size} in "${firstName}" and ${other[1]} in "${other[0]}"`,
      fix: "pair every input with its target",
    });
  if (size === 0) throw new DataError("data", { expected: "at least one example", got: "none" });
  const fields = Object.fromEntries(
    entries.map(([name, { data: _, ...field }]) => [name, field] satisfies [string, Field]),
  );
  return {
    size,
    fields,
    ...(classNames === undefined ? {} : { classNames }),
    fill(indices, target) {
      checkIndices(indices, size);
      for (const [name, column] of entries) {
        const into = target[name];
        if (into !== undefined) gather(column.data, sizeOf(column.shape), indices, into);
      }
    },
  };
}

/** Copies rows of `size` elements, picked by index, to the start of `into`. */
function gather(from: TypedArray, size: number, indices: ArrayLike<number>, into: TypedArray): void {
  if (size === 1) {
    for (let i = 0; i < indices.length; i++) into[i] = from[indices[i] as number] as number & bigint;
    return;
  }
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] as number) * size;
    into.set(from.subarray(start, start + size) as Float32Array & BigInt64Array, i * size);
  }
}

/** @throws ArgumentError for an index outside the data set: silently reading nothing would train on the last batch again */
export function checkIndices(indices: ArrayLike<number>, size: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    if (!(Number.isInteger(index) && index >= 0 && index < size))
      throw new ArgumentError("example index", { expected: `a whole number from 0 to ${size - 1}`, got: `${index}` });
  }
}
