import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CosineDistanceOptions {
  /** Where the components of a vector are. Default -1. */
  readonly axis?: number;
}

/**
 * One less the cosine of the angle between two vectors: 0 where they point the same way, 2 where opposite ways. A zero
 * vector is at distance 1 from everything, with zero gradient.
 * @param yTrue target vectors, [batch, ..., n]
 * @param yPred predicted vectors, the same shape
 * @returns [batch, ...] less the axis of the components
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function cosineDistance(yTrue: Tensor, yPred: Tensor, { axis = -1 }: CosineDistanceOptions = {}): Tensor {
  bindFloats("cosineDistance", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  const cosine = sum(mul(l2Normalize(yTrue, { axes: axis }), l2Normalize(yPred, { axes: axis })), { axes: axis });
  return sub(1, cosine);
}

const spec: LossSpec<CosineDistanceOptions> = {
  fn: cosineDistance,
  aliases: [],
  family: "regression",
  tasks: ["angles", "embeddings"],
  summary: "One less the cosine of the angle between target and prediction.",
  formula: "1 - \\frac{y \\cdot \\hat{y}}{\\|y\\| \\, \\|\\hat{y}\\|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    axis: { kind: "integer", default: -1, doc: "Where the components of a vector are." },
  },
  minimum: 0,
  kinks: [
    {
      at: "a zero vector",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[0, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["optax, cosine_distance"],
  reference: {
    optax: { name: "cosine_distance", differs: "NaN for a zero vector" },
    tfjs: { name: "cosineDistance", differs: "vectors are not normalised: give it unit vectors" },
  },
};
export default spec;
