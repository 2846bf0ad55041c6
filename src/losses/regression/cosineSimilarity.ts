import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CosineSimilarityOptions {
  /** Where the components of a vector are. Default -1. */
  readonly axis?: number;
}

/**
 * Negative cosine of the angle between two vectors: -1 where they point the same way, 1 where opposite ways. A zero
 * vector is at right angles to everything, with zero gradient.
 * @param yTrue target vectors, [batch, ..., n]
 * @param yPred predicted vectors, the same shape
 * @returns [batch, ...] less the axis of the components
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function cosineSimilarity(yTrue: Tensor, yPred: Tensor, { axis = -1 }: CosineSimilarityOptions = {}): Tensor {
  bindFloats("cosineSimilarity", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  return neg(sum(mul(l2Normalize(yTrue, { axes: axis }), l2Normalize(yPred, { axes: axis })), { axes: axis }));
}

const spec: LossSpec<CosineSimilarityOptions> = {
  fn: cosineSimilarity,
  aliases: ["cosine_proximity", "cosineProximity", "cosine_similarity_loss"],
  family: "regression",
  tasks: ["angles", "embeddings"],
  summary: "Negative cosine of the angle between target and prediction.",
  formula: "-\\frac{y \\cdot \\hat{y}}{\\|y\\| \\, \\|\\hat{y}\\|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    axis: { kind: "integer", default: -1, doc: "Where the components of a vector are." },
  },
  minimum: -1,
  kinks: [
    {
      at: "a zero vector",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[0, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Keras, CosineSimilarity"],
  reference: {
    keras: "CosineSimilarity",
    tfjs: { name: "cosineProximity", differs: "lengths below 3e-4 count as 3e-4" },
    optax: { name: "cosine_similarity", differs: "the similarity itself, not its negative; NaN for a zero vector" },
    mlx: { name: "cosine_similarity_loss", differs: "the similarity itself, not its negative, along axis 1" },
  },
};
export default spec;
