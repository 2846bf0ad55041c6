import { type NamedTensors, scan } from "../autodiff/scan.ts";
import type { Tensor } from "../core/tensor.ts";
import { concat, slice } from "../ops/indexing.ts";
import { reshape } from "../ops/structure.ts";
import type { NumberParam } from "./spec.ts";

// Losses whose rows are each compared with very many things: the table of all comparisons is never there at once.

export interface BlockOptions {
  /** Rows computed at a time. Default: all, or from 16 million comparisons on as many as make 16 million. */
  readonly blockSize?: number;
}

export const blockSizeParam: NumberParam = {
  kind: "integer",
  default: null,
  min: 1,
  example: 2,
  doc: "Rows computed at a time; by default as many as make 16 million comparisons.",
};

/** Numbers of a table up to which it is made whole: 64 MiB of float32. */
const mostNumbers = 2 ** 24;

/** Rows in a block, for so many columns. */
function rowsOfBlock(columns: number, { blockSize }: BlockOptions): number {
  return blockSize ?? Math.max(1, Math.floor(mostNumbers / Math.max(1, columns)));
}

/** Whether a table of so many rows and columns is made in blocks. */
export function isInBlocks(rows: number, columns: number, options: BlockOptions): boolean {
  return rowsOfBlock(columns, options) < rows;
}

/**
 * A function of rows, a block of rows at a time: what a block needs on the way is gone before the next, and is computed
 * again for the gradient. The result is that of all rows at once, to rounding.
 * @param rows tensors of one first axis
 * @param columns how many numbers the function makes of one row
 * @param body from a block of each tensor to a value for each of its rows
 */
export function inRowBlocks<X extends NamedTensors>(
  rows: X,
  columns: number,
  options: BlockOptions,
  body: (block: X) => Tensor,
): Tensor {
  const total = (Object.values(rows)[0] as Tensor).shape[0] as number;
  if (!isInBlocks(total, columns, options)) return body(rows);
  const { length, count } = evenBlocks(total, rowsOfBlock(columns, options));
  const whole = mapValues(rows, (x) => {
    const part = length * count === total ? x : slice(x, { axes: 0, end: length * count });
    return reshape(part, [count, length, ...x.shape.slice(1)]);
  });
  const { outputs } = scan((_, block: X) => ({ carry: {}, outputs: { value: body(block) } }), {
    carry: {},
    sequence: whole,
  });
  const values = reshape(outputs.value, [length * count, ...outputs.value.shape.slice(2)]);
  if (length * count === total) return values;
  return concat([values, body(mapValues(rows, (x) => slice(x, { axes: 0, start: length * count })))], { axis: 0 });
}

/** Blocks of one length, at most `size`, that leave the fewest rows over. */
function evenBlocks(total: number, size: number): { readonly length: number; readonly count: number } {
  const fewest = Math.ceil(total / size);
  for (let count = fewest; count < 2 * fewest; count++)
    if (total % count === 0) return { length: total / count, count };
  return { length: size, count: Math.floor(total / size) };
}

function mapValues<X extends NamedTensors>(tensors: X, change: (x: Tensor) => Tensor): X {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, change(x)])) as unknown as X;
}
