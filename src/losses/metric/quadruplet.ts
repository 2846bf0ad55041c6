import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface QuadrupletOptions {
  /** How much farther than the positive the negative has to be from the anchor. Default 1. */
  readonly margin?: number;
  /** How much farther than anchor and positive the two negatives have to be from each other. Default 0.5. */
  readonly otherMargin?: number;
}

/**
 * Quadruplet loss: the squared distance of a positive pair against that of anchor and negative, and against that of two
 * negatives of different classes.
 * @param anchor [batch, dim]
 * @param positive [batch, dim]
 * @param negative of another class, [batch, dim]
 * @param other of a third class, [batch, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes differ, DTypeError unless all are floats of one dtype
 */
export function quadruplet(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  other: Tensor,
  { margin = 1, otherMargin = 0.5 }: QuadrupletOptions = {},
): Tensor {
  bindAlike("quadruplet", { anchor, positive, negative, other }, "[batch, dim]");
  const d = (a: Tensor, b: Tensor): Tensor => sum(square(sub(a, b)), { axes: -1 });
  const near = d(anchor, positive);
  const ofAnchor = relu(add(sub(near, d(anchor, negative)), margin));
  return add(ofAnchor, relu(add(sub(near, d(other, negative)), otherMargin)));
}

const spec: LossSpec<QuadrupletOptions, [anchor: Tensor, positive: Tensor, negative: Tensor, other: Tensor]> = {
  fn: quadruplet,
  aliases: ["QuadrupletLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Triplets, and positive pairs nearer than pairs of two negatives.",
  formula: "[d(a, p)^2 - d(a, n)^2 + m_1]_+ + [d(a, p)^2 - d(o, n)^2 + m_2]_+",
  inputs: [
    { name: "anchor", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "positive", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "negative", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "other", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "Between the positive's distance and the negative's." },
    otherMargin: {
      kind: "number",
      default: 0.5,
      min: 0,
      doc: "Between the positive's distance and that of two negatives.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Chen et al. 2017, arXiv:1704.01719"],
  reference: {},
};
export default spec;
