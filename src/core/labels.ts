import { ArgumentError, DataError } from "./errors.ts";

/** How many classes labels may name, and what to call them in an error. */
export interface LabelRange {
  readonly classes: number;
  /** Default "y". */
  readonly field?: string;
  /** Labels in one example. Default 1. */
  readonly size?: number;
  /** A label outside the range that marks examples to leave out. */
  readonly ignore?: number | undefined;
}

/**
 * Checks that labels are whole numbers from 0 to classes - 1.
 * @throws DataError naming the first label that is not, its example, and what usually causes it
 */
export function checkLabelValues(
  labels: ArrayLike<number>,
  { classes, field = "y", size = 1, ignore }: LabelRange,
): void {
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new ArgumentError(`${field}: classes`, { expected: "a whole number of at least 1", got: `${classes}` });
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if ((Number.isInteger(label) && label >= 0 && label < classes) || label === ignore) continue;
    throw new DataError(`labels "${field}"`, {
      expected: `whole numbers from 0 to ${classes - 1}`,
      got: `${label} at example ${Math.floor(i / size)}`,
      fix: usualCause(labels, label, classes),
    });
  }
}

function usualCause(labels: ArrayLike<number>, label: number, classes: number): string {
  if (!Number.isInteger(label)) return "labels are class numbers; use a regression loss for continuous targets";
  let [low, high] = [label, label];
  for (let i = 0; i < labels.length; i++) {
    low = Math.min(low, labels[i] as number);
    high = Math.max(high, labels[i] as number);
  }
  if (low < 0) return "negative labels often mark examples to leave out: drop them, or name the class to ignore";
  const shifted = low >= 1 && high === classes ? "they probably start at 1: subtract 1" : "they start at 1: subtract 1";
  return `two usual causes: ${shifted}; or there are more classes than outputs: use ${high + 1}`;
}
