import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { fieldInput, fieldSlopes, requireField } from "../fields.ts";
import { addAll } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface LinearElasticOptions {
  /** Resistance to shear, the second Lamé constant. Default 1. */
  readonly mu?: number;
  /** Resistance to a change of volume beyond that, the first Lamé constant. Default 0. */
  readonly lambda?: number;
}

/**
 * Energy of a displacement field as of an elastic body: the squared strain (symmetric part of the derivatives) times mu, and half
 * the squared divergence times lambda, averaged over positions; forward differences. Translations and small rotations cost
 * nothing.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 2 a side;
 *   the first component is along the first spatial axis
 * @returns [batch]
 * @throws ShapeError for other components than axes, or fewer than 2 elements along an axis
 */
export function linearElastic(yPred: Tensor, { mu = 1, lambda = 0 }: LinearElasticOptions = {}): Tensor {
  requireField("linearElastic", yPred, 2);
  const slopes = fieldSlopes(yPred);
  const strains = slopes.flatMap((row, i) =>
    row.map((slope, j) => square(mul(0.5, add(slope, (slopes[j] as Tensor[])[i] as Tensor)))),
  );
  const divergence = addAll(slopes.map((row, i) => row[i] as Tensor));
  return meanOfExample(add(mul(mu, addAll(strains)), mul(lambda / 2, square(divergence))));
}

const spec: LossSpec<LinearElasticOptions, [yPred: Tensor]> = {
  fn: linearElastic,
  aliases: ["elasticEnergy"],
  family: "registration",
  tasks: ["alignment", "smoothness"],
  summary: "Deformations as of an elastic body.",
  formula:
    "\\frac{1}{n} \\sum_x \\mu \\lVert \\tfrac12 (\\nabla u + \\nabla u^\\top) \\rVert_F^2 + \\tfrac{\\lambda}{2} (\\nabla \\cdot u)^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: {
    mu: { kind: "number", default: 1, min: 0, doc: "Resistance to shear." },
    lambda: { kind: "number", default: 0, min: 0, doc: "Resistance to a change of volume beyond that." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Broit 1981, Optimal registration of deformed images (PhD thesis)"],
  reference: {},
};
export default spec;
