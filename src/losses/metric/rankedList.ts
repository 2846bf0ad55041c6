import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { greater, logicalAnd } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { distanceKinks, labelledInputs, unitParam } from "../labelled.ts";
import { maskedSoftmax, maskedSum } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface RankedListOptions {
  /** Distance that negatives should exceed. Default 1.2. */
  readonly alpha?: number;
  /** How much nearer than that positives should be. Default 0.4. */
  readonly margin?: number;
  /** Sharpness of the weights of negatives: the nearer the more. Default 10. */
  readonly negTemperature?: number;
  /** Sharpness of the weights of positives: the farther the more. Default 0. */
  readonly posTemperature?: number;
  /** Share of negatives in the sum. Default 0.5. */
  readonly balance?: number;
  /** Hold the weights constant for differentiation. Default true. */
  readonly detachWeights?: boolean;
  /** Scale embeddings to length 1 first. Default true. */
  readonly normalize?: boolean;
}

/**
 * Ranked list loss: positives beyond a sphere around the anchor and negatives within a larger one, weighted by how far they
 * are from where they should be.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function rankedList(labels: Tensor, embeddings: Tensor, options: RankedListOptions = {}): Tensor {
  const { alpha = 1.2, margin = 0.4, negTemperature = 10, posTemperature = 0, balance = 0.5 } = options;
  const { positive, negative } = labelledPairs("rankedList", labels, embeddings);
  const d = distancesWithin(embeddings, options.normalize ?? true);
  const meanOf = (excess: Tensor, pairs: Tensor, sharpness: number): Tensor => {
    const violating = logicalAnd(pairs, greater(excess, 0));
    const weights = maskedSoftmax(mul(sharpness, excess), violating);
    return maskedSum(mul((options.detachWeights ?? true) ? stopGradient(weights) : weights, excess), violating, {
      axes: -1,
    });
  };
  const ofPositives = meanOf(sub(d, alpha - margin), positive, posTemperature);
  return add(mul(1 - balance, ofPositives), mul(balance, meanOf(sub(alpha, d), negative, negTemperature)));
}

const spec: LossSpec<RankedListOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: rankedList,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: [{ name: "RankedListLoss", options: { detachWeights: false } }, "RLL"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Positives within a sphere, negatives beyond a larger one, weighted by violation.",
  formula:
    "(1 - \\lambda) \\sum_p w_p [d_p - (\\alpha - m)]_+ + \\lambda \\sum_n w_n [\\alpha - d_n]_+, \\quad w_n \\propto e^{T (\\alpha - d_n)}",
  inputs: labelledInputs,
  coupled: true,
  params: {
    alpha: { kind: "number", default: 1.2, min: 0, doc: "Distance that negatives should exceed." },
    margin: { kind: "number", default: 0.4, min: 0, doc: "How much nearer than that positives should be." },
    negTemperature: { kind: "number", default: 10, min: 0, doc: "Sharpness of the weights of negatives." },
    posTemperature: { kind: "number", default: 0, min: 0, doc: "Sharpness of the weights of positives." },
    balance: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of negatives in the sum." },
    detachWeights: { kind: "flag", default: true, doc: "Hold the weights constant for differentiation." },
    normalize: unitParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Wang et al. 2019, arXiv:1903.03238"],
  reference: {
    pml: { name: "RankedListLoss", differs: "differentiates the weights; NaN for an anchor without positives" },
  },
};
export default spec;
