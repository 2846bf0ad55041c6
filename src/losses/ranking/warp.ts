import type { Tensor } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { greater } from "../../ops/compare.ts";
import { gather } from "../../ops/gather.ts";
import { cast, stopGradient, sum } from "../../ops/structure.ts";
import { leads } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

export interface WarpOptions {
  /** How far the chosen item has to be above the others. Default 1. */
  readonly margin?: number;
}

/**
 * WARP: mean hinge of the items that come within the margin of the chosen one, times 1 + 1/2 + ... + 1/r, r being their
 * number: its rank, which is held constant. Where the method samples items until one violates the margin, all are given here
 * and the rank is exact.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function warp(positive: Tensor, negatives: Tensor, { margin = 1 }: WarpOptions = {}): Tensor {
  const hinge = relu(sub(margin, leads("warp", positive, negatives)));
  const rank = sum(cast(greater(stopGradient(hinge), 0), "int64"), { axes: 1 });
  const size = negatives.shape[1] as number;
  let total = 0;
  const harmonic = [0, ...Array.from({ length: size }, (_, i) => (total += 1 / (i + 1)))];
  const weight = gather(constant(harmonic, { dtype: positive.dtype }), rank);
  return mul(div(weight, maximum(cast(rank, positive.dtype), 1)), sum(hinge, { axes: 1 }));
}

const spec: LossSpec<WarpOptions, [positive: Tensor, negatives: Tensor]> = {
  fn: warp,
  aliases: ["WARPLoss"],
  family: "ranking",
  tasks: ["recommendation", "ranking"],
  summary: "Hinge weighted by the rank of the chosen item, which optimises the top of the list.",
  formula:
    "\\frac{1}{r} \\sum_{k=1}^r \\frac{1}{k} \\sum_j \\max(0, m - (s_+ - s_j)), \\quad r = \\#\\{ j: s_+ - s_j < m \\}",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "How far the chosen item has to be above the others." },
  },
  minimum: 0,
  kinks: [
    {
      at: "s_+ - s_j = m",
      gradient: "0",
      point: {
        inputs: { positive: [2], negatives: [[1]] },
        gradients: { positive: [0], negatives: [[0]] },
      },
    },
  ],
  cite: ["Weston et al. 2011, WSABIE: scaling up to large vocabulary image annotation"],
  reference: {},
};
export default spec;
