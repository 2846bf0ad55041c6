import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { indicator, logicalNot } from "../../ops/compare.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { asIsParam, averageParam, labelledInputs } from "../labelled.ts";
import { type Average, anchorsWith, averagePerAnchor, labelledPairs, meanRows, squaredDistances } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface CentroidTripletOptions {
  /** How much farther than its own class's centroid another one has to be. Default 0.3. */
  readonly margin?: number;
  /** Scale embeddings to length 1 first. Default false. */
  readonly normalize?: boolean;
  /** Means over all other classes, those that cost something, or (batch) the whole batch's that do. Default "all". */
  readonly average?: Average;
}

/**
 * Centroid triplet loss: an anchor nearer to the centroid of its positives than to those of the other classes in the batch,
 * in squared distance.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over the other classes; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function centroidTriplet(labels: Tensor, embeddings: Tensor, options: CentroidTripletOptions = {}): Tensor {
  const { margin = 0.3, normalize = false, average } = options;
  const { positive, negative } = labelledPairs("centroidTriplet", labels, embeddings);
  const points = normalize ? l2Normalize(embeddings) : embeddings;
  const same = indicator(logicalNot(negative), points);
  const toOwn = sum(square(sub(points, meanRows(indicator(positive, points), points))), { axes: -1 });
  const losses = relu(add(sub(expandDims(toOwn, 1), squaredDistances(points, meanRows(same, points))), margin));
  // Each class is there once for each of its examples.
  const weights = div(indicator(negative, points), expandDims(sum(same, { axes: 1 }), 0));
  return averagePerAnchor(losses, weights, anchorsWith(labels, "both"), average);
}

const spec: LossSpec<CentroidTripletOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: centroidTriplet,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: ["CentroidTripletLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Nearer to the centroid of the positives than to those of other classes.",
  formula: "\\operatorname{mean}_{c \\ne y} [\\|a - \\bar p\\|^2 - \\|a - \\bar x_c\\|^2 + m]_+",
  inputs: labelledInputs,
  coupled: true,
  params: {
    margin: { kind: "number", default: 0.3, doc: "How much farther another class's centroid has to be." },
    normalize: asIsParam,
    average: averageParam,
  },
  minimum: 0,
  kinks: [],
  cite: ["Wieczorek et al. 2021, arXiv:2104.13643"],
  reference: {
    pml: {
      name: "CentroidTripletLoss",
      differs: "margin 0.05, unit vectors; leaves one example out of every centroid",
    },
  },
};
export default spec;
