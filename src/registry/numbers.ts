import { DataError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { describe } from "../core/tensor.ts";

/** What JSON has no number for. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";
export type JsonNumbers = JsonNumber | readonly JsonNumbers[];

const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** A number that JSON can hold as it is or by its name; undefined if it is neither. */
export function parseNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : nonFinite.get(value);
}

export interface NumberArray {
  readonly shape: Shape;
  /** In row-major order. */
  readonly numbers: readonly number[];
}

/**
 * Nested arrays of numbers as shape and numbers.
 * @param where what to call them in messages
 * @throws ShapeError when rows differ in shape, DataError for anything that is not a number
 */
export function parseNumbers(where: string, values: unknown): NumberArray {
  const numbers: number[] = [];
  const walk = (value: unknown, path: string): Shape => {
    if (!Array.isArray(value)) {
      const number = parseNumber(value);
      if (number === undefined)
        throw new DataError(path, {
          expected: 'a number, "NaN", "Infinity" or "-Infinity"',
          got: describe(value),
        });
      numbers.push(number);
      return [];
    }
    let inner: Shape | undefined;
    for (const [i, row] of value.entries()) {
      const shape = walk(row, `${path}[${i}]`);
      inner ??= shape;
      if (shapeText(shape) !== shapeText(inner))
        throw new ShapeError(path, {
          expected:
            inner.length === 0 ? "numbers, as the first is one" : `rows of one shape, ${shapeText(inner)} as the first`,
          got: `${shape.length === 0 ? "a number" : shapeText(shape)} at ${path}[${i}]`,
          fix: "pad the shorter rows, or split the data",
        });
    }
    return [value.length, ...(inner ?? [])];
  };
  const shape = walk(values, where);
  return { shape, numbers };
}

/** Numbers in row-major order as nested arrays, those that are not finite by name. */
export function nestNumbers(numbers: ArrayLike<number | bigint>, shape: Shape): JsonNumbers {
  const [size, ...inner] = shape;
  if (size === undefined) {
    const number = Number(numbers[0]);
    return Number.isFinite(number) ? number + 0 : (String(number) as JsonNumber); // -0 + 0 is 0
  }
  const flat = Array.from(numbers, Number);
  const stride = flat.length / size;
  return Array.from({ length: size }, (_, i) => nestNumbers(flat.slice(i * stride, (i + 1) * stride), inner));
}
