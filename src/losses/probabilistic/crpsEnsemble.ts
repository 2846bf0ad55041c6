import type { Tensor } from "../../core/tensor.ts";
import { abs, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { pairCount } from "../ensemble.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CrpsEnsembleOptions {
  /** Divides the distances by m (m - 1) instead of m², which is unbiased for small ensembles. Default false. */
  readonly fair?: boolean;
}

/**
 * Continuous ranked probability score of a sample, the members of an ensemble, in the unit of the targets: their mean
 * absolute error less half the mean distance between them.
 * @param yTrue targets, [batch, ...] real
 * @param yPred members of the ensemble, [batch, ..., members]
 * @returns [batch, ...]
 * @throws ShapeError when yPred is not shaped like yTrue with an axis of the members after it, or has a single member
 * and `fair`
 */
export function crpsEnsemble(yTrue: Tensor, yPred: Tensor, { fair = false }: CrpsEnsembleOptions = {}): Tensor {
  bindFloats("crpsEnsemble", { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, ..., members]"] });
  const members = pairCount("crpsEnsemble", yPred.shape.at(-1) as number, fair);
  const skill = mean(abs(sub(yPred, expandDims(yTrue, -1))), { axes: -1 });
  const apart = sum(abs(sub(expandDims(yPred, -1), expandDims(yPred, -2))), { axes: [-2, -1] });
  return sub(skill, mul(0.5 / members, apart));
}

const spec: LossSpec<CrpsEnsembleOptions> = {
  fn: crpsEnsemble,
  aliases: ["crps", "CRPSLoss"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Absolute error of a sample, less what its spread excuses.",
  formula: "\\frac{1}{m} \\sum_i |\\hat{y}_i - y| - \\frac{1}{2 m^2} \\sum_{i,j} |\\hat{y}_i - \\hat{y}_j|",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., members]", grad: true },
  ],
  params: {
    fair: {
      kind: "flag",
      default: false,
      doc: "Divides the distances by m (m - 1) instead of m², which is unbiased for small ensembles.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "a member equal to the target or to another",
      gradient: "0 of that difference",
      point: { inputs: { yTrue: [1], yPred: [[1, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Gneiting and Raftery 2007, doi:10.1198/016214506000001437", "Ferro 2014, doi:10.1002/qj.2270"],
  reference: {},
};
export default spec;
