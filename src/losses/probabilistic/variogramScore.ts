import type { Tensor } from "../../core/tensor.ts";
import { abs, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { equal, where } from "../../ops/compare.ts";
import { pow } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface VariogramScoreOptions {
  /** Exponent of the differences. Default 0.5. */
  readonly power?: number;
}

/**
 * Variogram score of a sample of vectors: how well the differences between components are predicted, whatever their
 * level; the squares are averaged over all pairs of components.
 * @param yTrue targets, [batch, dim] real
 * @param yPred members of the ensemble, [batch, members, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together
 */
export function variogramScore(yTrue: Tensor, yPred: Tensor, { power = 0.5 }: VariogramScoreOptions = {}): Tensor {
  bindFloats("variogramScore", { yTrue: [yTrue, "[batch, dim]"], yPred: [yPred, "[batch, members, dim]"] });
  const apart = (x: Tensor): Tensor => {
    const size = abs(sub(expandDims(x, -1), expandDims(x, -2)));
    const isZero = equal(size, 0);
    return where(isZero, 0, pow(where(isZero, 1, size), power));
  };
  return mean(square(sub(apart(yTrue), mean(apart(yPred), { axes: 1 }))), { axes: [1, 2] });
}

const spec: LossSpec<VariogramScoreOptions> = {
  fn: variogramScore,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "How well differences between components are predicted.",
  formula:
    "\\frac{1}{d^2} \\sum_{i,j} \\left(|y_i - y_j|^p - \\frac{1}{m} \\sum_k |\\hat{y}_{ki} - \\hat{y}_{kj}|^p\\right)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, dim]" },
    { name: "yPred", domain: "real", shape: "[batch, members, dim]", grad: true },
  ],
  params: {
    power: { kind: "number", default: 0.5, above: 0, doc: "Exponent of the differences." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "equal components of a member",
      gradient: "0 of their difference",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[[3, 3]]] }, gradients: { yPred: [[[0, 0]]] } },
    },
  ],
  cite: ["Scheuerer and Hamill 2015, doi:10.1175/MWR-D-14-00269.1"],
  reference: {},
};
export default spec;
