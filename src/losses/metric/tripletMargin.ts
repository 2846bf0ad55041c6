import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, minimum, sub } from "../../ops/arithmetic.ts";
import { tripletInputs } from "../labelled.ts";
import { pNorm } from "../norms.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TripletMarginOptions {
  /** How much farther than the positive the negative has to be. Default 1. */
  readonly margin?: number;
  /** Exponent of the norm. Default 2. */
  readonly p?: number;
  /** Added to each difference before the norm. Default 1e-6. */
  readonly eps?: number;
  /** Take the distance from the positive to the negative where that is smaller (Balntas et al. 2016). Default false. */
  readonly swap?: boolean;
  /** Distance instead of the norm: of two [batch, dim] one number a row. Default: the norm. */
  readonly distance?: (a: Tensor, b: Tensor) => Tensor;
}

/**
 * Triplet margin loss: an anchor nearer to its positive than to its negative by a margin.
 * @param anchor [batch, ..., dim]
 * @param positive the same shape
 * @param negative the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ, DTypeError unless all are floats of one dtype
 */
export function tripletMargin(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { margin = 1, p = 2, eps = 1e-6, swap = false, distance }: TripletMarginOptions = {},
): Tensor {
  bindAlike("tripletMargin", { anchor, positive, negative }, "[batch, ..., dim]");
  const d = distance ?? ((a: Tensor, b: Tensor): Tensor => pNorm(add(sub(a, b), eps), p));
  const toNegative = d(anchor, negative);
  return relu(add(sub(d(anchor, positive), swap ? minimum(toNegative, d(positive, negative)) : toNegative), margin));
}

const spec: LossSpec<TripletMarginOptions, [anchor: Tensor, positive: Tensor, negative: Tensor]> = {
  fn: tripletMargin,
  aliases: ["TripletMarginLoss", "triplet_loss", "TripletMarginWithDistanceLoss", "triplet"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Triplets: the anchor nearer to the positive than to the negative by a margin.",
  formula: "[d(a, p) - d(a, n) + m]_+, \\quad d(x, y) = \\|x - y + \\varepsilon\\|_p",
  inputs: tripletInputs,
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "How much farther the negative has to be." },
    p: { kind: "number", default: 2, min: 1, doc: "Exponent of the norm." },
    eps: { kind: "number", default: 1e-6, min: 0, example: 1e-3, doc: "Added to each difference before the norm." },
    swap: { kind: "flag", default: false, doc: "Distance from the positive to the negative where that is smaller." },
    distance: { kind: "function", default: null, type: "(a, b) => distances", otherwise: "norm", doc: "Instead." },
  },
  minimum: 0,
  kinks: [
    {
      at: "d(a, n) - d(a, p) = margin, and at distance 0",
      gradient: "0",
      point: {
        inputs: { anchor: [[1, 2]], positive: [[1, 2]], negative: [[1, 2]] },
        options: { eps: 0, margin: 0 },
        gradients: { anchor: [[0, 0]], positive: [[0, 0]], negative: [[0, 0]] },
      },
    },
  ],
  cite: ["Schroff et al. 2015, arXiv:1503.03832", "Balntas et al. 2016, doi:10.5244/C.30.119"],
  reference: {
    torch: { name: "nn.TripletMarginLoss", differs: "takes p from 0; the gradient at the margin is whole" },
    optax: { name: "triplet_margin_loss", differs: "eps under the root; wrong for odd norms" },
    mlx: { name: "triplet_loss", differs: "eps under the root" },
  },
};
export default spec;
