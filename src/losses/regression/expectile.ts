import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { greater, indicator } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface ExpectileOptions {
  /** Which expectile of the targets is predicted. Default 0.5. */
  readonly expectile?: number;
}

/**
 * Expectile loss: squared error, where falling short counts `expectile` and exceeding the rest of 1; averaged over the
 * last axis. Its minimiser is to the mean what a quantile is to the median; at 0.5 it is half the squared error.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function expectile(yTrue: Tensor, yPred: Tensor, { expectile = 0.5 }: ExpectileOptions = {}): Tensor {
  requireAlike("expectile", yTrue, yPred);
  const weight = (error: Tensor): Tensor =>
    stopGradient(add(expectile, mul(1 - 2 * expectile, indicator(greater(error, 0), error))));
  const value = (error: Tensor): Tensor => mul(weight(error), square(error));
  const slope = (error: Tensor): Tensor => mul(mul(2, weight(error)), error);
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<ExpectileOptions> = {
  fn: expectile,
  aliases: ["ExpectileLoss", "expectile_loss", "asymmetricSquaredError"],
  family: "regression",
  tasks: ["quantiles", "regression"],
  summary: "Asymmetric squared error.",
  formula: "\\frac{1}{n} \\sum_i \\left|\\tau - [\\hat{y}_i > y_i]\\right| (\\hat{y}_i - y_i)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    expectile: {
      kind: "number",
      default: 0.5,
      above: 0,
      below: 1,
      doc: "Which expectile of the targets is predicted.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Newey and Powell 1987, doi:10.2307/1911031"],
  reference: {},
};
export default spec;
