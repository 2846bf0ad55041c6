import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { indicator } from "../../ops/compare.ts";
import { averageParam, distanceKinks, labelledInputs, unitParam } from "../labelled.ts";
import { sampledNegatives } from "../mining.ts";
import { type Average, anchorsWith, averagePerAnchor, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface DistanceMarginOptions {
  /** Half the gap between positives and negatives. Default 0.2. */
  readonly margin?: number;
  /** Distance that parts positives from negatives. Default 1.2. */
  readonly beta?: TensorLike;
  /** Weight of beta itself, which keeps it small where it is trained. Default 0. */
  readonly nu?: number;
  /** Negatives by distance-weighted sampling (as its expectation), or all alike. Default "distanceWeighted". */
  readonly negatives?: "distanceWeighted" | "all";
  /** Scale embeddings to length 1 first. Default true. */
  readonly normalize?: boolean;
  /** Means over all of an anchor's pairs, those that cost something, or (batch) the whole batch's that do. Default "all". */
  readonly average?: Average;
}

/**
 * Margin loss: positives nearer than a learned boundary, negatives farther, by a margin.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives plus a mean over negatives
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function distanceMargin(labels: Tensor, embeddings: Tensor, options: DistanceMarginOptions = {}): Tensor {
  const { margin = 0.2, beta = 1.2, nu = 0, negatives = "distanceWeighted", normalize = true, average } = options;
  const { positive, negative } = labelledPairs("distanceMargin", labels, embeddings);
  const d = distancesWithin(embeddings, normalize);
  const anchors = anchorsWith(labels, "either");
  const dim = embeddings.shape[1] as number;
  const weights = negatives === "all" ? indicator(negative, d) : sampledNegatives(d, negative, dim);
  const excess = sub(d, beta);
  const ofPositives = averagePerAnchor(relu(add(excess, margin)), indicator(positive, d), anchors, average);
  const losses = add(ofPositives, averagePerAnchor(relu(sub(margin, excess)), weights, anchors, average));
  return nu === 0 ? losses : add(losses, typeof beta === "number" ? nu * beta : mul(nu, beta));
}

const spec: LossSpec<DistanceMarginOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: distanceMargin,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: [{ name: "MarginLoss", options: { negatives: "all", average: "batch" } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Positives nearer than a boundary that can be learned, negatives farther.",
  formula:
    "\\operatorname{mean}_p [d(a, p) - \\beta + m]_+ + \\operatorname{mean}_n [\\beta - d(a, n) + m]_+ + \\nu \\beta",
  inputs: labelledInputs,
  coupled: true,
  params: {
    margin: { kind: "number", default: 0.2, min: 0, doc: "Half the gap between positives and negatives." },
    beta: { kind: "number", default: 1.2, min: 0, trainable: true, doc: "Distance that parts the two." },
    nu: { kind: "number", default: 0, min: 0, doc: "Weight of beta itself." },
    negatives: {
      kind: "choice",
      default: "distanceWeighted",
      choices: ["distanceWeighted", "all"],
      doc: "Which count.",
    },
    normalize: unitParam,
    average: averageParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Wu et al. 2017, arXiv:1706.07567"],
  reference: { pml: { name: "MarginLoss", differs: "all negatives; one mean over the batch's violating triplets" } },
};
export default spec;
