import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { reshape, sum } from "../../ops/structure.ts";
import { crowding, directions } from "../contrast.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface AlignmentUniformityOptions {
  /** Power of the distance between views, from 1. Default 2. */
  readonly alpha?: number;
  /** Sharpness of the repulsion. Default 2. */
  readonly t?: number;
  /** Weight of uniformity beside alignment. Default 1. */
  readonly uniformity?: number;
}

/**
 * Alignment and uniformity on the sphere: the two views of an example are near each other, and examples are spread evenly,
 * which is what contrastive losses do in the limit of many negatives. Uniformity is the mean of both views'.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]: an example's own alignment, and the batch's uniformity (left out for a batch of one)
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function alignmentUniformity(
  view1: Tensor,
  view2: Tensor,
  { alpha = 2, t = 2, uniformity = 1 }: AlignmentUniformityOptions = {},
): Tensor {
  const views = directions("alignmentUniformity", { view1, view2 }) as [Tensor, Tensor];
  const squared = sum(square(sub(...views)), { axes: -1 });
  const apart = alpha === 2 ? squared : pow(rootOrZero(squared), alpha);
  const [batch] = squared.shape as [number];
  if (batch < 2) return apart;
  const spread = add(...(views.map((view) => crowding(view, t)) as [Tensor, Tensor]));
  return add(apart, mul(reshape(spread, [1]), uniformity / 2));
}

const spec: LossSpec<AlignmentUniformityOptions, [view1: Tensor, view2: Tensor]> = {
  fn: alignmentUniformity,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Views of an example lie near each other, and examples evenly on the sphere.",
  formula:
    "\\|z_i - z_i'\\|^\\alpha + \\tfrac{w}{2} \\sum_{Z \\in \\{z, z'\\}} \\log \\operatorname{mean}_{j \\ne k} e^{-t \\|Z_j - Z_k\\|^2}",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 2, min: 1, doc: "Power of the distance between views." },
    t: { kind: "number", default: 2, above: 0, doc: "Sharpness of the repulsion." },
    uniformity: { kind: "number", default: 1, min: 0, doc: "Weight of uniformity beside alignment." },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [
    {
      at: "equal views, alpha = 1",
      gradient: "0 of the alignment",
      point: {
        inputs: { view1: [[1, 0]], view2: [[1, 0]] },
        options: { alpha: 1 },
        gradients: { view1: [[0, 0]], view2: [[0, 0]] },
      },
    },
  ],
  cite: ["Wang and Isola 2020, arXiv:2005.10242"],
  reference: {},
};
export default spec;
