import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { mean, softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type MinimumWordErrorRateOptions = Readonly<Record<never, never>>;

/**
 * Expected number of word errors over a list of hypotheses, less the mean of the list: the probabilities are those
 * of the list, normalised over it.
 * @param scores log-probability of each hypothesis, [batch, hypotheses]
 * @param errors word errors of each, [batch, hypotheses]
 * @returns [batch], in errors
 * @throws ShapeError when the inputs do not fit each other
 */
export function minimumWordErrorRate(scores: Tensor, errors: Tensor): Tensor {
  bindFloats("minimumWordErrorRate", {
    scores: [scores, "[batch, hypotheses]"],
    errors: [errors, "[batch, hypotheses]"],
  });
  const excess = sub(errors, mean(errors, { axes: 1, keepDims: true }));
  return sum(mul(softmax(scores), excess), { axes: 1 });
}

const spec: LossSpec<MinimumWordErrorRateOptions, [Tensor, Tensor]> = {
  fn: minimumWordErrorRate,
  aliases: ["mwer", "MWERLoss", "minimumRisk"],
  family: "sequence",
  tasks: ["sequences"],
  summary: "Expected errors of a list of hypotheses.",
  formula: "\\sum_i \\hat{P}(y_i) (W_i - \\bar{W}), \\quad \\hat{P} = \\mathrm{softmax}(\\log P)",
  inputs: [
    { name: "scores", domain: "logProbabilities", shape: "[batch, hypotheses]", grad: true },
    { name: "errors", domain: "count", shape: "[batch, hypotheses]" },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Prabhavalkar et al. 2018, arXiv:1712.01818"],
  reference: {},
};
export default spec;
