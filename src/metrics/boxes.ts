import { ArgumentError, DataError } from "../core/errors.ts";

/** Corners x1, y1, x2, y2 of a box, in any unit, x1 <= x2 and y1 <= y2. */
export type BoxCorners = readonly [x1: number, y1: number, x2: number, y2: number];

/** A true box and its class. */
export interface LabelledBox {
  readonly box: BoxCorners;
  readonly class: number;
}

/** A box that a detector gives, with how sure it is. */
export interface Detection extends LabelledBox {
  readonly score: number;
}

/** Intersection over union of two boxes, from 0 to 1; 0 where both are empty. */
export function boxIou([ax1, ay1, ax2, ay2]: BoxCorners, [bx1, by1, bx2, by2]: BoxCorners): number {
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  const shared = Math.max(0, width) * Math.max(0, height);
  const union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared;
  return union > 0 ? shared / union : 0;
}

/** @throws DataError for a box whose corners are no finite numbers in order */
export function checkBox(where: string, { box }: LabelledBox): void {
  const [x1, y1, x2, y2] = box;
  if (!(box.every(Number.isFinite) && x1 <= x2 && y1 <= y2))
    throw new DataError(where, {
      expected: "boxes x1, y1, x2, y2 with x1 <= x2 and y1 <= y2",
      got: `[${box.join(", ")}]`,
    });
}

/** @throws ArgumentError for an IoU outside 0 to 1 */
export function checkIouThreshold(where: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new ArgumentError(where, { expected: "iouThreshold: a number from 0 to 1", got: String(value) });
}

export interface NonMaximumSuppressionOptions {
  /** A box that overlaps a better one by more is left out. Default 0.5. */
  readonly iouThreshold?: number;
  /** true: boxes of other classes leave each other alone. Default true. */
  readonly perClass?: boolean;
}

/**
 * The detections of one image without those that overlap a better one: greedily, the highest score first.
 * @returns those that are left, the highest score first; of equal scores the one that came first
 * @throws ArgumentError for a threshold outside 0 to 1; DataError for a box that is none or a score that is no number
 */
export function nonMaximumSuppression<D extends Detection>(
  detections: readonly D[],
  { iouThreshold = 0.5, perClass = true }: NonMaximumSuppressionOptions = {},
): D[] {
  checkIouThreshold("nonMaximumSuppression", iouThreshold);
  for (const each of detections) checkBox("nonMaximumSuppression", each);
  const kept: D[] = [];
  for (const each of byScore("nonMaximumSuppression", detections)) {
    const hides = (better: D): boolean =>
      (!perClass || better.class === each.class) && boxIou(better.box, each.box) > iouThreshold;
    if (!kept.some(hides)) kept.push(each);
  }
  return kept;
}

/** Detections, the highest score first. @throws DataError for a score that is no number */
export function byScore<D extends { readonly score: number }>(where: string, detections: readonly D[]): D[] {
  const bad = detections.find(({ score }) => Number.isNaN(score));
  if (bad !== undefined) throw new DataError(where, { expected: "scores that are numbers", got: "NaN" });
  return [...detections].sort((a, b) => b.score - a.score);
}
