import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { addAll } from "../images.ts";
import { pointSets, requirePoints, squaredPointDistances } from "../points.ts";
import type { LossSpec } from "../spec.ts";

export interface MaximumMeanDiscrepancyOptions {
  /** Standard deviations of the Gaussian kernels, which are averaged. Default [1]. */
  readonly sigmas?: readonly number[];
  /** Leaves out each point beside itself: on average right for samples, but it can be below 0. Default false. */
  readonly unbiased?: boolean;
}

/**
 * Squared maximum mean discrepancy of two samples, by Gaussian kernels: 0 only for samples of one distribution, as far as the
 * kernels see.
 * @param yTrue a sample for each example, [batch, points, dim] real
 * @param yPred samples, [batch, predictions, dim] real
 * @returns [batch]
 * @throws ShapeError when batch or dimension differ
 */
export function maximumMeanDiscrepancy(
  yTrue: Tensor,
  yPred: Tensor,
  { sigmas = [1], unbiased = false }: MaximumMeanDiscrepancyOptions = {},
): Tensor {
  requirePoints("maximumMeanDiscrepancy", yTrue, yPred);
  const likeness = (x: Tensor, y: Tensor): Tensor => {
    const apart = squaredPointDistances(x, y);
    return div(addAll(sigmas.map((sigma) => exp(mul(-0.5 / sigma ** 2, apart)))), sigmas.length);
  };
  const within = (x: Tensor): Tensor => {
    const count = x.shape[1] as number;
    const whole = mean(likeness(x, x), { axes: [1, 2] });
    // Beside itself a point's likeness is 1.
    return unbiased && count > 1 ? div(sub(mul(whole, count), 1), count - 1) : whole;
  };
  const between = mean(likeness(yTrue, yPred), { axes: [1, 2] });
  return sub(add(within(yTrue), within(yPred)), mul(2, between));
}

const spec: LossSpec<MaximumMeanDiscrepancyOptions> = {
  fn: maximumMeanDiscrepancy,
  aliases: ["mmd", "MMDLoss"],
  family: "registration",
  tasks: ["alignment", "generation", "compression"],
  summary: "Whether two samples are of one distribution, by kernels.",
  formula: "\\mathbb{E}\\, k(y, y') + \\mathbb{E}\\, k(\\hat y, \\hat y') - 2\\, \\mathbb{E}\\, k(y, \\hat y)",
  inputs: pointSets,
  values: "[batch]",
  params: {
    sigmas: { kind: "numbers", default: [1], above: 0, example: [1, 4], doc: "Standard deviations of the kernels." },
    unbiased: { kind: "flag", default: false, doc: "Leaves out each point beside itself." },
  },
  minimum: null,
  kinks: [],
  cite: ["Gretton et al. 2012, A kernel two-sample test"],
  reference: {},
};
export default spec;
