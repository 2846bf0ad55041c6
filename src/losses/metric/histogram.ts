import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { abs, add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { cumSum } from "../../ops/scan.ts";
import { sum } from "../../ops/structure.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedMean } from "../masked.ts";
import { cosines, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface HistogramOptions {
  /** Bins of the cosines, from -1 to 1. Default 100. */
  readonly bins?: number;
}

/**
 * Histogram loss: the chance that a random negative pair of the batch is more similar than a random positive pair, from
 * histograms of their cosines. One number for the batch.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns a scalar; 0 for a batch without positive or without negative pairs
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function histogram(labels: Tensor, embeddings: Tensor, { bins = 100 }: HistogramOptions = {}): Tensor {
  const { positive, negative } = labelledPairs("histogram", labels, embeddings);
  const places = mul(expandDims(add(cosines(embeddings, embeddings), 1), 2), bins / 2);
  const shares = relu(sub(1, abs(sub(places, iota(bins + 1, embeddings.dtype)))));
  const ofPositives = maskedMean(shares, expandDims(positive, 2), { axes: [0, 1] });
  const ofNegatives = maskedMean(shares, expandDims(negative, 2), { axes: [0, 1] });
  return sum(mul(ofNegatives, cumSum(ofPositives)));
}

const spec: LossSpec<HistogramOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: histogram,
  aliases: ["pml.HistogramLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "The chance that a negative pair is more similar than a positive one.",
  formula: "\\sum_r h^-_r \\sum_{q \\le r} h^+_q",
  inputs: labelledInputs,
  values: "[]",
  coupled: true,
  params: { bins: { kind: "integer", default: 100, min: 1, doc: "Bins of the cosines, from -1 to 1." } },
  // A cosine's place among the bins is a hundred times its size, and with it its rounding.
  rounding: 1e-4,
  minimum: 0,
  kinks: directionKinks,
  cite: ["Ustinova and Lempitsky 2016, arXiv:1611.00822"],
  reference: { pml: { name: "HistogramLoss", differs: "fails where rounding takes a cosine beyond 1" } },
};
export default spec;
