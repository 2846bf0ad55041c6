import type { TypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { range } from "../core/range.ts";
import { sameShape, shapeText, sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";
import { checkIndices } from "./memory.ts";

/**
 * The examples with these indices, in this order; nothing is copied. An index may come several times.
 * @throws ArgumentError for an index out of range; DataError when none is left
 */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  checkIndices(indices, dataset.size);
  if (indices.length === 0) throw new DataError("subset", { expected: "at least one example", got: "none" });
  const chosen = Uint32Array.from(indices);
  return {
    ...dataset,
    size: chosen.length,
    fill(wanted, target) {
      checkIndices(wanted, chosen.length);
      return dataset.fill(
        Uint32Array.from(wanted, (index) => chosen[index] as number),
        target,
      );
    },
  };
}

export interface SplitOptions {
  /** Picks the examples. Default 0. */
  readonly seed?: number;
  /** false: validation is the last part, as in Keras, which needs data in no particular order. Default true. */
  readonly shuffle?: boolean;
}

/**
 * Sets a fraction of the examples aside for validation, drawn at random by default. Both parts get at least one example.
 * @throws ArgumentError for a fraction outside (0, 1); DataError for fewer than two examples
 */
export function split(
  dataset: Dataset,
  fraction: number,
  { seed = 0, shuffle = true }: SplitOptions = {},
): { readonly train: Dataset; readonly validation: Dataset } {
  if (!(fraction > 0 && fraction < 1))
    throw new ArgumentError("split", { expected: "a fraction between 0 and 1", got: `${fraction}` });
  if (dataset.size < 2) throw new DataError("split", { expected: "at least two examples", got: `${dataset.size}` });
  const held = Math.min(dataset.size - 1, Math.max(1, Math.round(dataset.size * fraction)));
  const order = shuffle ? new Random(seed).fork("split").permutation(dataset.size) : range(dataset.size);
  const kept = dataset.size - held;
  return {
    // Sorted: in file order memory and disks are read faster, and fit shuffles anyway.
    train: subset(dataset, order.slice(0, kept).sort()),
    validation: subset(dataset, order.slice(kept).sort()),
  };
}

/**
 * The examples of all data sets, one set after another.
 * @throws DataError when their fields differ in name, shape, dtype, scaling or number of classes
 */
export function concatenate(...datasets: readonly Dataset[]): Dataset {
  const [first] = datasets;
  if (first === undefined) throw new DataError("concatenate", { expected: "at least one data set", got: "none" });
  datasets.forEach((dataset, i) => {
    checkSameFields(first, dataset, i);
  });
  const starts = [0];
  for (const { size } of datasets) starts.push((starts.at(-1) as number) + size);
  const size = starts.at(-1) as number;
  const ownerOf = (index: number): number => starts.findLastIndex((start) => start <= index);
  return {
    ...first,
    size,
    fill(indices, target) {
      checkIndices(indices, size);
      const parts: (void | Promise<void>)[] = [];
      // Neighbours from one data set are filled in one call, straight into their place.
      for (let from = 0; from < indices.length; ) {
        const owner = ownerOf(indices[from] as number);
        const local: number[] = [];
        let to = from;
        for (; to < indices.length && ownerOf(indices[to] as number) === owner; to++)
          local.push((indices[to] as number) - (starts[owner] as number));
        parts.push((datasets[owner] as Dataset).fill(local, views(first, target, from, to)));
        from = to;
      }
      const pending = parts.filter((part) => part !== undefined);
      return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
    },
  };
}

function views(
  { fields }: Dataset,
  target: Readonly<Record<string, TypedArray>>,
  from: number,
  to: number,
): Record<string, TypedArray> {
  const entries = Object.entries(target).flatMap(([name, array]) => {
    const field = fields[name];
    if (field === undefined) return [];
    const size = sizeOf(field.shape);
    return [[name, array.subarray(from * size, to * size) as TypedArray] as const];
  });
  return Object.fromEntries(entries);
}

function checkSameFields(first: Dataset, other: Dataset, index: number): void {
  const names = new Set([...Object.keys(first.fields), ...Object.keys(other.fields)]);
  for (const name of names) {
    const [a, b] = [first.fields[name], other.fields[name]];
    const same =
      a !== undefined &&
      b !== undefined &&
      sameShape(a.shape, b.shape) &&
      a.dtype === b.dtype &&
      a.classes === b.classes &&
      a.rescale?.scale === b.rescale?.scale &&
      a.rescale?.offset === b.rescale?.offset;
    if (!same)
      throw new DataError("concatenate", {
        expected: `field "${name}" to be the same everywhere (${describe(first, name)})`,
        got: `${describe(other, name)} in data set ${index}`,
      });
  }
}

function describe({ fields }: Dataset, name: string): string {
  const field = fields[name];
  if (field === undefined) return "no such field";
  const { rescale, classes } = field;
  const scaling = rescale === undefined ? "" : `, scale ${rescale.scale}, offset ${rescale.offset}`;
  return `${shapeText(field.shape)} ${field.dtype}${classes === undefined ? "" : `, ${classes} classes`}${scaling}`;
}
