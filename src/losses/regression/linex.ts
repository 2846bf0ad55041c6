import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { expm1 } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface LinexOptions {
  /**
   * Positive: exceeding the target costs more; negative: falling short. In units of 1 / yPred; 0 is half the squared
   * error. Default 1.
   */
  readonly asymmetry?: number;
}

/**
 * Linear-exponential loss: nearly linear on one side, exponential on the other, half the squared error near zero;
 * averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function linex(yTrue: Tensor, yPred: Tensor, { asymmetry = 1 }: LinexOptions = {}): Tensor {
  requireAlike("linex", yTrue, yPred);
  const error = sub(yPred, yTrue);
  if (asymmetry === 0) return meanLastAxis(mul(0.5, square(error)));
  const value = (x: Tensor): Tensor => mul(1 / asymmetry ** 2, sub(expm1(mul(asymmetry, x)), mul(asymmetry, x)));
  return meanLastAxis(withSlope(error, value, (x) => mul(1 / asymmetry, expm1(mul(asymmetry, x)))));
}

const spec: LossSpec<LinexOptions> = {
  fn: linex,
  aliases: ["linexLoss"],
  family: "regression",
  tasks: ["regression"],
  summary: "Exponential on one side, linear on the other.",
  formula: "\\frac{e^{a e} - a e - 1}{a^2}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    asymmetry: {
      kind: "number",
      default: 1,
      doc: "Positive: exceeding the target costs more; negative: falling short.",
    },
  },
  minimum: 0,
  kinks: [],
  infinite: "errors above 88 / asymmetry in float32: the loss is their exponential",
  cite: [
    "Varian 1975, A Bayesian approach to real estate assessment",
    "Zellner 1986, doi:10.1080/01621459.1986.10478289",
  ],
  reference: {},
};
export default spec;
