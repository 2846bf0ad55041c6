/**
 * What the numbers of a tensor mean. Set by the op that made it; losses and metrics say what they take.
 * `unknown` is what arithmetic leaves behind: it is accepted wherever real numbers are.
 */
export type Domain =
  | "unknown"
  | "real"
  | "positive"
  | "logits"
  | "probabilities"
  | "logProbabilities"
  | "binary"
  | "sign"
  | "classIndex"
  | "simplex"
  | "embedding"
  | "box";
