import { DataError, ShapeError } from "../core/errors.ts";

/** A sequence: a text, whose characters are its parts, or a list of labels. */
export type Sequence = string | ArrayLike<number | bigint>;

/**
 * Fewest insertions, deletions and substitutions that make one sequence of another (Levenshtein 1966).
 * A text counts by code points.
 */
export function editDistance(a: Sequence, b: Sequence): number {
  const [from, to] = [partsOf(a), partsOf(b)];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, part] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries())
      next.push(
        Math.min((row[j] as number) + Number(part !== other), (row[j + 1] as number) + 1, (next[j] as number) + 1),
      );
    row = next;
  }
  return row.at(-1) as number;
}

/**
 * Edits per character: all edit distances together over the length of all that should have been read.
 * @param truths what is there
 * @param readings what was read, in the same order
 * @returns 0 for no mistake; above 1 where more is wrong than is there
 * @throws ShapeError when their numbers differ, DataError when there is nothing to be read
 */
export function characterErrorRate(truths: readonly Sequence[], readings: readonly Sequence[]): number {
  if (truths.length !== readings.length)
    throw new ShapeError("characterErrorRate", {
      expected: `a reading of each of ${truths.length} sequences`,
      got: String(readings.length),
    });
  const length = truths.reduce((sum, truth) => sum + partsOf(truth).length, 0);
  if (length === 0)
    throw new DataError("characterErrorRate", { expected: "something to read", got: "empty sequences" });
  return truths.reduce((sum, truth, i) => sum + editDistance(truth, readings[i] as Sequence), 0) / length;
}

function partsOf(sequence: Sequence): (string | number)[] {
  return typeof sequence === "string" ? Array.from(sequence) : Array.from(sequence, Number);
}
