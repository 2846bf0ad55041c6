/**
 * What the numbers of a tensor mean. Set by the op that made it; losses and metrics say what they take.
 * `unknown` is what arithmetic leaves behind: it is accepted wherever real numbers are.
 */
export type Domain =
  | "unknown"
  | "real"
  | "positive"
  /** Whole, from 0. */
  | "count"
  /** Radians. */
  | "angle"
  | "logits"
  | "probabilities"
  | "logProbabilities"
  | "binary"
  | "sign"
  /** A class from 0 to the number of classes less 1: integers. */
  | "classIndex"
  /** Integers that say which examples belong together; their size means nothing. */
  | "label"
  /** Number of entries that count along an axis: integers. */
  | "length"
  /** Grades from 0 (irrelevant) up. */
  | "relevance"
  | "simplex"
  | "embedding"
  /** x1, y1, x2, y2 with x1 <= x2 and y1 <= y2. */
  | "box";
