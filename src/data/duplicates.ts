import { allocate } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";

/** Hashes of examples' numbers. */
export interface Fingerprints {
  readonly dataset: Dataset;
  readonly fields: readonly string[];
  /** The examples that were read. */
  readonly examples: Uint32Array;
  readonly hashes: Int32Array;
}

/** Examples that are equal to an earlier one, or to one of another data set. */
export interface Repeats {
  readonly count: number;
  /** The first of them, and the one it is equal to. */
  readonly first: readonly [example: number, equal: number] | undefined;
}

/** Bytes read at once. */
const blockBytes = 2 ** 18;
/** Bytes of examples with equal hashes that are compared; if there are more, the share of equal ones holds for all. */
const comparedBytes = 2 ** 24;

/** Words of an example that are hashed, at even distances; what only looks equal is found when it is compared. */
const hashedWords = 64;

/** Some examples as words of memory, row by row. */
interface Block {
  readonly words: ArrayLike<number>;
  readonly perRow: number;
}

/** Memory for `rows` examples of some fields, filled again and again. */
class Reader {
  private readonly dataset: Dataset;
  private readonly target: Readonly<Record<string, Int32Array>>;
  readonly blocks: readonly Block[];

  constructor(dataset: Dataset, fields: readonly string[], rows: number) {
    this.dataset = dataset;
    const arrays = fields.map((name) => {
      const { dtype = "float32", shape = [] } = dataset.fields[name] ?? {};
      return [name, allocate(dtype, rows * sizeOf(shape)) as Int32Array] as const;
    });
    this.target = Object.fromEntries(arrays);
    // Four bytes at a time where an example has whole words.
    this.blocks = arrays.map(([, { buffer, byteLength }]) => {
      const words = byteLength % (4 * rows) === 0 ? new Uint32Array(buffer) : new Uint8Array(buffer);
      return { words, perRow: words.length / rows };
    });
  }

  async read(examples: Uint32Array): Promise<void> {
    const pending = this.dataset.fill(examples, this.target);
    if (pending !== undefined) await pending;
  }
}

function bytesOf(dataset: Dataset, fields: readonly string[]): number {
  return fields.reduce((sum, name) => {
    const { dtype = "float32", shape = [] } = dataset.fields[name] ?? {};
    return sum + allocate(dtype, 1).BYTES_PER_ELEMENT * sizeOf(shape);
  }, 0);
}

/** Hashes the numbers that examples have in the given fields. */
export async function fingerprints(
  dataset: Dataset,
  fields: readonly string[],
  examples: Uint32Array,
): Promise<Fingerprints> {
  const rows = Math.max(1, Math.floor(blockBytes / bytesOf(dataset, fields)));
  const reader = new Reader(dataset, fields, rows);
  const hashes = new Int32Array(examples.length);
  for (let from = 0; from < examples.length; from += rows) {
    const wanted = examples.subarray(from, from + rows);
    await reader.read(wanted);
    for (const { words, perRow } of reader.blocks) {
      const step = Math.ceil(perRow / hashedWords);
      for (let row = 0; row < wanted.length; row++) {
        let hash = hashes[from + row] as number;
        for (let i = row * perRow; i < (row + 1) * perRow; i += step)
          hash = Math.imul((hash ^ (words[i] as number)) + ((hash >>> 15) | 0), 0x5bd1e995);
        hashes[from + row] = hash;
      }
    }
  }
  return { dataset, fields, examples, hashes };
}

/** Positions by hash, in a table with open addresses. */
class Positions {
  private readonly slots: Int32Array;
  private readonly hashes: Int32Array;

  constructor(hashes: Int32Array) {
    this.hashes = hashes;
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * hashes.length + 2))).fill(-1);
  }

  /** The position of a hash that was added, or the negative of its free slot less 1. */
  find(hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const position = this.slots[slot] as number;
      if (position < 0) return -slot - 1;
      if (this.hashes[position] === hash) return position;
    }
  }

  add(position: number, found: number): void {
    this.slots[-found - 1] = position;
  }
}

/** Examples that an earlier one is equal to. */
export function findRepeats(prints: Fingerprints): Promise<Repeats> {
  const { hashes } = prints;
  const positions = new Positions(hashes);
  const pairs: (readonly [number, number])[] = [];
  for (let at = 0; at < hashes.length; at++) {
    const found = positions.find(hashes[at] as number);
    if (found < 0) positions.add(at, found);
    else pairs.push([at, found]);
  }
  return confirm(pairs, prints, prints);
}

/** Examples of `asked` that one of `known` is equal to. */
export function findShared(asked: Fingerprints, known: Fingerprints): Promise<Repeats> {
  const positions = new Positions(known.hashes);
  for (let at = 0; at < known.hashes.length; at++) {
    const found = positions.find(known.hashes[at] as number);
    if (found < 0) positions.add(at, found);
  }
  const pairs: (readonly [number, number])[] = [];
  for (let at = 0; at < asked.hashes.length; at++) {
    const found = positions.find(asked.hashes[at] as number);
    if (found >= 0) pairs.push([at, found]);
  }
  return confirm(pairs, asked, known);
}

/** Compares examples of equal hashes in full. */
async function confirm(
  pairs: readonly (readonly [number, number])[],
  left: Fingerprints,
  right: Fingerprints,
): Promise<Repeats> {
  const bytes = bytesOf(left.dataset, left.fields);
  const compared = pairs.slice(0, Math.max(1, Math.floor(comparedBytes / bytes)));
  const rows = Math.max(1, Math.min(compared.length, Math.floor(blockBytes / bytes)));
  const [a, b] = [new Reader(left.dataset, left.fields, rows), new Reader(right.dataset, right.fields, rows)];
  let count = 0;
  let first: Repeats["first"];
  for (let from = 0; from < compared.length; from += rows) {
    const part = compared.slice(from, from + rows);
    const [lefts, rights] = [0, 1].map((side) =>
      Uint32Array.from(part, (pair) => (side === 0 ? left : right).examples[pair[side] as number] as number),
    ) as [Uint32Array, Uint32Array];
    await a.read(lefts);
    await b.read(rights);
    for (let row = 0; row < part.length; row++) {
      if (!a.blocks.every((block, i) => equalRows(block, b.blocks[i] as Block, row))) continue;
      count++;
      first ??= [lefts[row] as number, rights[row] as number];
    }
  }
  const share = compared.length === 0 ? 0 : count / compared.length;
  return { count: Math.round(share * pairs.length), first };
}

function equalRows({ words, perRow }: Block, other: Block, row: number): boolean {
  for (let i = row * perRow; i < (row + 1) * perRow; i++) if (words[i] !== other.words[i]) return false;
  return true;
}
