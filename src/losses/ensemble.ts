import { ShapeError } from "../core/errors.ts";

/**
 * What the distances between all pairs of an ensemble's members are divided by.
 * @param fair leaves out the pairs of a member with itself
 * @throws ShapeError for a single member where those are left out
 */
export function pairCount(where: string, members: number, fair: boolean): number {
  if (!fair) return members ** 2;
  if (members < 2)
    throw new ShapeError(where, { expected: "yPred with 2 members or more", got: `${members}`, fix: "drop fair" });
  return members * (members - 1);
}
