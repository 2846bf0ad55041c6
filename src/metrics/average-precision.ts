import { ArgumentError, DataError } from "../core/errors.ts";
import { boxIou, byScore, checkBox, checkIouThreshold, type Detection, type LabelledBox } from "./boxes.ts";

export interface AveragePrecisionOptions {
  /** How far a detection must overlap a true box to count; several are averaged. Default 0.5. */
  readonly iouThreshold?: number | readonly number[];
}

export interface AveragePrecision {
  /** Mean over the classes that have true boxes, and over the thresholds: mAP. */
  readonly mean: number;
  /** By class, mean over the thresholds. Classes without a true box are not in it. */
  readonly classes: ReadonlyMap<number, number>;
}

/**
 * Mean average precision of a detector: for each class the area under precision by recall, where precision is made to fall with
 * recall (Everingham et al. 2010, doi:10.1007/s11263-009-0275-4, all points). The best detections choose first; each takes the true
 * box of its class and image that it overlaps most among those still free, if by the threshold, and is false otherwise.
 * @param truths true boxes, image by image
 * @param detections what the detector gave, image by image, after `nonMaximumSuppression`; in any order
 * @throws DataError when the numbers of images differ, there is no true box, a box is none or a score is no number; ArgumentError for
 * a threshold outside 0 to 1
 */
export function meanAveragePrecision(
  truths: readonly (readonly LabelledBox[])[],
  detections: readonly (readonly Detection[])[],
  { iouThreshold = 0.5 }: AveragePrecisionOptions = {},
): AveragePrecision {
  const where = "meanAveragePrecision";
  const thresholds = [iouThreshold].flat() as readonly number[];
  if (thresholds.length === 0) throw new ArgumentError(where, { expected: "at least one iouThreshold", got: "none" });
  for (const threshold of thresholds) checkIouThreshold(where, threshold);
  if (truths.length !== detections.length)
    throw new DataError(where, {
      expected: "true boxes and detections of as many images",
      got: `${truths.length} and ${detections.length}`,
    });
  for (const box of [...truths.flat(), ...detections.flat()]) checkBox(where, box);
  const names = [...new Set(truths.flat().map((truth) => truth.class))].sort((a, b) => a - b);
  if (names.length === 0) throw new DataError(where, { expected: "true boxes", got: "none" });
  const classes = new Map(
    names.map((name) => {
      const boxes = truths.map((image) => image.filter((truth) => truth.class === name));
      const found = byScore(
        where,
        detections.flatMap((image, i) =>
          image.filter((each) => each.class === name).map((each) => ({ ...each, image: i })),
        ),
      );
      const values = thresholds.map((threshold) => averagePrecision(boxes, found, threshold));
      return [name, mean(values)] as const;
    }),
  );
  return { mean: mean([...classes.values()]), classes };
}

function averagePrecision(
  truths: readonly (readonly LabelledBox[])[],
  detections: readonly (Detection & { readonly image: number })[],
  threshold: number,
): number {
  const count = truths.reduce((sum, image) => sum + image.length, 0);
  const taken = truths.map((image) => image.map(() => false));
  let hits = 0;
  const points = detections.map(({ box, image }, i) => {
    const free = taken[image] as boolean[];
    let [best, overlap] = [-1, threshold];
    for (const [at, truth] of (truths[image] as readonly LabelledBox[]).entries()) {
      const iou = boxIou(box, truth.box);
      if (free[at] === false && iou >= overlap) [best, overlap] = [at, iou];
    }
    if (best >= 0) {
      free[best] = true;
      hits++;
    }
    return { isHit: best >= 0, precision: hits / (i + 1) };
  });
  let area = 0;
  let highest = 0; // precision at this recall or a higher one
  for (const { isHit, precision } of points.reverse()) {
    highest = Math.max(highest, precision);
    if (isHit) area += highest / count;
  }
  return area;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
