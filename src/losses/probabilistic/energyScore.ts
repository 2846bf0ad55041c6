import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { pairCount } from "../ensemble.ts";
import { euclideanNorm } from "../norms.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface EnergyScoreOptions {
  /** Divides the distances by m (m - 1) instead of m², which is unbiased for small ensembles. Default false. */
  readonly fair?: boolean;
}

/**
 * Energy score of a sample of vectors: their mean distance to the target less half the mean distance between them. The
 * continuous ranked probability score, of several dimensions.
 * @param yTrue targets, [batch, dim] real
 * @param yPred members of the ensemble, [batch, members, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together, or for a single member with `fair`
 */
export function energyScore(yTrue: Tensor, yPred: Tensor, { fair = false }: EnergyScoreOptions = {}): Tensor {
  bindFloats("energyScore", { yTrue: [yTrue, "[batch, dim]"], yPred: [yPred, "[batch, members, dim]"] });
  const members = pairCount("energyScore", yPred.shape[1] as number, fair);
  const skill = mean(euclideanNorm(sub(yPred, expandDims(yTrue, 1))), { axes: -1 });
  const apart = sum(euclideanNorm(sub(expandDims(yPred, 1), expandDims(yPred, 2))), { axes: [-2, -1] });
  return sub(skill, mul(0.5 / members, apart));
}

const spec: LossSpec<EnergyScoreOptions> = {
  fn: energyScore,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Distance of a sample of vectors, less what its spread excuses.",
  formula: "\\frac{1}{m} \\sum_i \\|\\hat{y}_i - y\\| - \\frac{1}{2 m^2} \\sum_{i,j} \\|\\hat{y}_i - \\hat{y}_j\\|",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, dim]" },
    { name: "yPred", domain: "real", shape: "[batch, members, dim]", grad: true },
  ],
  params: {
    fair: {
      kind: "flag",
      default: false,
      doc: "Divides the distances by m (m - 1) instead of m², which is unbiased for small ensembles.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a member equal to the target or to another",
      gradient: "0 of that distance",
      point: { inputs: { yTrue: [[1]], yPred: [[[1]]] }, gradients: { yPred: [[[0]]] } },
    },
  ],
  cite: ["Gneiting and Raftery 2007, doi:10.1198/016214506000001437"],
  reference: {},
};
export default spec;
