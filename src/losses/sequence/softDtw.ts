import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { sum } from "../../ops/structure.ts";
import { warpingCost } from "../alignment.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftDtwOptions {
  /** Softness of the minimum, in the unit of the squared distances. Default 1. */
  readonly gamma?: number;
  /** Subtract the mean of the two series' costs with themselves. Default false. */
  readonly divergence?: boolean;
}

/**
 * Soft dynamic time warping: the soft minimum of the summed squared distances over all monotonic alignments of two
 * series. It may be negative; with `divergence` it is not, and is 0 for equal series.
 * @param yTrue series, [batch, steps, dim] real
 * @param yPred series of any number of steps, [batch, time, dim] real
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function softDtw(yTrue: Tensor, yPred: Tensor, { gamma = 1, divergence = false }: SoftDtwOptions = {}): Tensor {
  bindFloats("softDtw", { yTrue: [yTrue, "[batch, steps, dim]"], yPred: [yPred, "[batch, time, dim]"] });
  const cost = (a: Tensor, b: Tensor): Tensor =>
    warpingCost(sum(square(sub(expandDims(a, 2), expandDims(b, 1))), { axes: 3 }), gamma);
  const value = cost(yTrue, yPred);
  return divergence ? sub(value, mul(0.5, add(cost(yTrue, yTrue), cost(yPred, yPred)))) : value;
}

const spec: LossSpec<SoftDtwOptions, [Tensor, Tensor]> = {
  fn: softDtw,
  aliases: [],
  family: "sequence",
  tasks: ["regression", "sequences"],
  summary: "Distance of two series that may be stretched in time.",
  formula:
    "-\\gamma \\log \\sum_{A} e^{-\\langle A, D \\rangle / \\gamma}, \\quad D_{ij} = \\lVert y_i - \\hat{y}_j \\rVert^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, steps, dim]" },
    { name: "yPred", domain: "real", shape: "[batch, time, dim]", grad: true },
  ],
  params: {
    gamma: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Softness of the minimum, in the unit of the squared distances.",
    },
    divergence: { kind: "flag", default: false, doc: "Subtract the mean of the two series' costs with themselves." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Cuturi and Blondel 2017, arXiv:1703.01541", "Blondel et al. 2021, arXiv:2010.08354"],
  reference: {},
};
export default spec;
