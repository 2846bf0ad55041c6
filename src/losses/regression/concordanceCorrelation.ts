import type { Tensor } from "../../core/tensor.ts";
import { add, square, sub } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ConcordanceCorrelationOptions {
  /** Along which axis they are compared. Default -1. */
  readonly axis?: number;
}

/**
 * One less Lin's concordance correlation along an axis: 0 where prediction and target are equal; unlike Pearson's it
 * also charges shift and scale.
 * @param yTrue targets, [batch, ..., n]
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the axis
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function concordanceCorrelation(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: ConcordanceCorrelationOptions = {},
): Tensor {
  bindFloats("concordanceCorrelation", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  const options = { axes: axis, keepDims: true };
  const [centre, centreTrue] = [mean(yPred, options), mean(yTrue, options)];
  const [rest, restTrue] = [sub(yPred, centre), sub(yTrue, centreTrue)];
  const shift = square(sub(centre, centreTrue));
  // 1 - 2 cov / (var + var + shift²), with the difference taken before it could cancel.
  const apart = add(mean(square(sub(rest, restTrue)), options), shift);
  const total = add(add(mean(square(rest), options), mean(square(restTrue), options)), shift);
  return squeeze(divideOrZero(apart, total), axis);
}

const spec: LossSpec<ConcordanceCorrelationOptions> = {
  fn: concordanceCorrelation,
  aliases: ["ccc", "ConcordanceLoss"],
  family: "regression",
  tasks: ["regression"],
  summary: "One less the agreement of target and prediction.",
  formula:
    "1 - \\frac{2 \\operatorname{cov}(y, \\hat{y})}{\\operatorname{var} y + \\operatorname{var} \\hat{y} + (\\bar{y} - \\bar{\\hat{y}})^2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    axis: { kind: "integer", default: -1, doc: "Along which axis they are compared." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Lin 1989, doi:10.2307/2532051"],
  reference: {},
};
export default spec;
