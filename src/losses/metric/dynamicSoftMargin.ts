import type { Tensor } from "../../core/tensor.ts";
import { minimum, mul, sub } from "../../ops/arithmetic.ts";
import { isFinite as finite, where } from "../../ops/compare.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { cumulativeWeights, nextHistogram } from "../moving-histogram.ts";
import { euclideanNorm, rootOrZero } from "../norms.ts";
import { maskedMin, offDiagonal, squaredDistances } from "../pairwise.ts";
import { bindAlike, bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DynamicSoftMarginOptions {
  /** Nodes of the histogram of gaps, from -2 to 2. Default 512. */
  readonly bins?: number;
  /** Weight of the batch in the moving histogram. Default 0.01. */
  readonly momentum?: number;
}

/**
 * Dynamic soft margin: the gap d(a, p) - d(a, n) to the hardest negative in the batch, weighted by the share of gaps that
 * are smaller, from a moving histogram. Between unit vectors.
 * @param anchor [batch, dim]
 * @param positive [batch, dim]: that of the same row; those of other rows are negatives
 * @param histogram that of the step before, [bins]; zeros for the first
 * @returns [batch], from -2 to 2
 * @throws ShapeError when the shapes do not fit, DTypeError unless all are floats of one dtype
 */
export function dynamicSoftMargin(
  anchor: Tensor,
  positive: Tensor,
  histogram: Tensor,
  { momentum = 0.01 }: DynamicSoftMarginOptions = {},
): Tensor {
  bindAlike("dynamicSoftMargin", { anchor, positive }, "[batch, dim]");
  bindShapes("dynamicSoftMargin", { histogram: [histogram, "[bins]"] });
  requireFloats("dynamicSoftMargin", anchor, histogram);
  const gap = gapToHardest(anchor, positive);
  return mul(cumulativeWeights(gap, nextHistogram(gap, histogram, momentum)), gap);
}

function gapToHardest(anchor: Tensor, positive: Tensor): Tensor {
  const [a, p] = [l2Normalize(anchor), l2Normalize(positive)];
  const d = rootOrZero(squaredDistances(a, p));
  const others = offDiagonal(a.shape[0] as number);
  const nearest = minimum(maskedMin(d, others, { axes: 0 }), maskedMin(d, others, { axes: 1 }));
  const isPaired = finite(nearest); // not in a batch of one
  return where(isPaired, sub(euclideanNorm(sub(a, p)), where(isPaired, nearest, 0)), 0);
}

const spec: LossSpec<DynamicSoftMarginOptions, [anchor: Tensor, positive: Tensor, histogram: Tensor]> = {
  fn: dynamicSoftMargin,
  update: (anchor, positive, histogram, { momentum = 0.01 } = {}) => ({
    histogram: nextHistogram(gapToHardest(anchor, positive), histogram, momentum),
  }),
  aliases: ["DynamicSoftMarginLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Gaps to the hardest negatives, weighted by the share of gaps that are smaller.",
  formula: "F(g)\\, g, \\quad g = d(a, p) - \\min_n d(a, n)",
  inputs: [
    { name: "anchor", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "positive", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "histogram", domain: "positive", shape: "[bins]", variable: { trainable: false, initial: "zeros" } },
  ],
  coupled: true,
  sizes: { bins: 17 },
  params: {
    bins: { kind: "integer", default: 512, min: 2, doc: "Nodes of the histogram of gaps, from -2 to 2." },
    momentum: { kind: "number", default: 0.01, min: 0, max: 1, doc: "Weight of the batch in the moving histogram." },
  },
  minimum: -2,
  kinks: [],
  cite: ["Zhang and Rusinkiewicz 2019, Learning Local Descriptors with a CDF-Based Dynamic Soft Margin"],
  reference: { pml: { name: "DynamicSoftMarginLoss", differs: "10 bins by default; with labels, all triplets" } },
};
export default spec;
