import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { directions, rowProducts } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

/** SimSiam has no options. */
export type SimSiamOptions = Readonly<Record<never, never>>;

/**
 * SimSiam: negative cosine between the prediction from one view and the projection of the other, the mean of both
 * directions. Nothing flows back through the projections, which is what keeps them from collapsing.
 * @param prediction1 from view 1, [batch, dim]; all four are normalised here
 * @param prediction2 from view 2, the same shape
 * @param projection1 of view 1, the same shape
 * @param projection2 of view 2, the same shape
 * @returns [batch], from -1 (agreement) to 1
 * @throws ShapeError unless all are [batch, dim], DTypeError unless all are floats of one dtype
 */
export function simSiam(prediction1: Tensor, prediction2: Tensor, projection1: Tensor, projection2: Tensor): Tensor {
  const inputs = { prediction1, prediction2, projection1, projection2 };
  const [p1, p2, z1, z2] = directions("simSiam", inputs) as [Tensor, Tensor, Tensor, Tensor];
  return mul(add(rowProducts(p1, stopGradient(z2)), rowProducts(p2, stopGradient(z1))), -0.5);
}

const spec: LossSpec<
  SimSiamOptions,
  [prediction1: Tensor, prediction2: Tensor, projection1: Tensor, projection2: Tensor]
> = {
  fn: simSiam,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Each view predicts the other's projection, which is held constant.",
  formula: "-\\tfrac12 \\cos(p_1, z_2) - \\tfrac12 \\cos(p_2, z_1)",
  inputs: [
    { name: "prediction1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "prediction2", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "projection1", domain: "embedding", shape: "[batch, dim]" },
    { name: "projection2", domain: "embedding", shape: "[batch, dim]" },
  ],
  params: {},
  values: "[batch]",
  minimum: -1,
  kinks: [],
  cite: ["Chen and He 2020, arXiv:2011.10566"],
  reference: {},
};
export default spec;
