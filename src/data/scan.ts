import { allocate, toNumbers } from "../core/dtype.ts";
import { unknownName } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";

/** What the numbers of one field look like, after its rescaling. */
export interface FieldStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  /** Whether all are whole. */
  readonly whole: boolean;
  /** Positions that have the same value in every example looked at. */
  readonly constant: readonly number[];
  /** NaN and infinite values. */
  readonly nonFinite: number;
  readonly firstNonFinite?: { readonly example: number; readonly position: number; readonly value: number };
  /** Examples looked at: all, or some at even distances. */
  readonly examples: number;
}

/** Numbers read at once: they stay in the processor's cache. */
const blockNumbers = 2 ** 16;

/** `count` indices at even distances, the first and the last of `size` among them; all where there are no more. */
export function evenly(size: number, count: number): Uint32Array {
  if (count >= size) return Uint32Array.from({ length: size }, (_, i) => i);
  return Uint32Array.from({ length: count }, (_, i) => Math.round((i * (size - 1)) / Math.max(1, count - 1)));
}

/** Calls `visit` with one field's raw numbers, some examples at a time. @param examples their indices */
export async function readBlocks(
  dataset: Dataset,
  name: string,
  examples: Uint32Array,
  visit: (numbers: ArrayLike<number>, from: number) => void,
): Promise<void> {
  const field = dataset.fields[name];
  if (field === undefined) throw unknownName("field", name, Object.keys(dataset.fields));
  const size = sizeOf(field.shape);
  const rows = Math.max(1, Math.min(examples.length, Math.floor(blockNumbers / Math.max(1, size))));
  const block = allocate(field.dtype, rows * size);
  const isPlain = field.dtype !== "float16" && field.dtype !== "int64" && field.dtype !== "uint64";
  for (let from = 0; from < examples.length; from += rows) {
    const wanted = examples.subarray(from, from + rows);
    const part = wanted.length === rows ? block : (block.subarray(0, wanted.length * size) as typeof block);
    const pending = dataset.fill(wanted, { [name]: part });
    if (pending !== undefined) await pending;
    visit(isPlain ? (part as ArrayLike<number>) : toNumbers(field.dtype, part), from);
  }
}

/**
 * Looks at one field of some examples, in one pass.
 * @throws NameError when there is no such field
 */
export async function scanField(dataset: Dataset, name: string, examples: Uint32Array): Promise<FieldStatistics> {
  const { shape = [], rescale } = dataset.fields[name] ?? {};
  const { scale, offset } = rescale ?? { scale: 1, offset: 0 };
  const size = sizeOf(shape);
  const varies = new Uint8Array(size);
  const first = new Float64Array(size);
  let [min, max, sum, squares, nonFinite, fractions] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0, 0];
  let shift = 0;
  let firstNonFinite: FieldStatistics["firstNonFinite"];
  await readBlocks(dataset, name, examples, (numbers, from) => {
    if (from === 0) {
      for (let at = 0; at < size; at++) first[at] = numbers[at] as number;
      if (Number.isFinite(first[0])) shift = first[0] as number;
    }
    for (let at = 0, i = 0; i < numbers.length; i++, at++) {
      if (at === size) at = 0;
      const value = numbers[i] as number;
      if (value !== first[at]) varies[at] = 1;
      if (value - value !== 0) {
        nonFinite++;
        firstNonFinite ??= { example: examples[from + Math.floor(i / size)] as number, position: at, value };
        continue;
      }
      if (value < min) min = value;
      if (value > max) max = value;
      // Around the first value, so that a large mean costs the deviation no digits.
      const distance = value - shift;
      sum += distance;
      squares += distance * distance;
      if (Math.floor(value) !== value) fractions++;
    }
  });
  const count = examples.length * size - nonFinite;
  const mean = sum / count;
  const [low, high] = [min * scale + offset, max * scale + offset];
  return {
    min: Math.min(low, high),
    max: Math.max(low, high),
    mean: (shift + mean) * scale + offset,
    deviation: Math.sqrt(Math.max(0, squares / count - mean ** 2)) * Math.abs(scale),
    whole: fractions === 0 && rescale === undefined,
    constant: examples.length < 2 ? [] : Array.from(varies.keys()).filter((at) => varies[at] === 0),
    nonFinite,
    ...(firstNonFinite === undefined ? {} : { firstNonFinite }),
    examples: examples.length,
  };
}

/** Looks for NaN and infinite values alone, several times faster. */
export async function scanFinite(
  dataset: Dataset,
  name: string,
  examples: Uint32Array,
): Promise<Pick<FieldStatistics, "nonFinite" | "firstNonFinite">> {
  const size = sizeOf(dataset.fields[name]?.shape ?? []);
  let nonFinite = 0;
  let firstNonFinite: FieldStatistics["firstNonFinite"];
  await readBlocks(dataset, name, examples, (numbers, from) => {
    let zeros = 0;
    for (let i = 0; i < numbers.length; i++) zeros += (numbers[i] as number) * 0;
    if (zeros === 0) return;
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i] as number;
      if (Number.isFinite(value)) continue;
      nonFinite++;
      firstNonFinite ??= { example: examples[from + Math.floor(i / size)] as number, position: i % size, value };
    }
  });
  return { nonFinite, ...(firstNonFinite === undefined ? {} : { firstNonFinite }) };
}

/** Whether a data set copies these fields from memory: reading from files is asynchronous. One example is asked for. */
export function copiesFromMemory(dataset: Dataset, names: readonly string[]): boolean {
  const target = names.map((name) => {
    const { dtype = "float32", shape = [] } = dataset.fields[name] ?? {};
    return [name, allocate(dtype, sizeOf(shape))] as const;
  });
  const pending = dataset.fill([0], Object.fromEntries(target));
  pending?.catch(() => undefined); // what cannot be read is said where it is needed
  return pending === undefined;
}
