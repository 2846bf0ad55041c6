import { ArgumentError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { perExample, requireBatch } from "../inner.ts";
import { meanAbsoluteError } from "../regression/meanAbsoluteError.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface MultipleLossesOptions {
  /** The losses. Default mean squared and mean absolute error. */
  readonly losses?: readonly LossOption[];
  /** The weight of each. Default: 1 for all. */
  readonly weights?: readonly number[];
}

/**
 * Weighted sum of several losses of one target and prediction. Losses with more than one value per example enter with their
 * mean over it.
 * @param yTrue as the losses take it
 * @param yPred as the losses take it
 * @returns [batch]
 * @throws ArgumentError unless there is a weight for each loss, ShapeError for a loss that is not per example
 */
export function multipleLosses(
  yTrue: Tensor,
  yPred: Tensor,
  { losses = [meanSquaredError, meanAbsoluteError], weights }: MultipleLossesOptions = {},
): Tensor {
  const batch = requireBatch("multipleLosses", { yTrue, yPred });
  if (weights !== undefined && weights.length !== losses.length)
    throw new ArgumentError("multipleLosses: weights", {
      expected: `one for each of ${losses.length} losses`,
      got: `${weights.length}`,
    });
  return losses
    .map((loss, i) => mul(perExample("multipleLosses", loss(yTrue, yPred), batch), weights?.[i] ?? 1))
    .reduce((a, b) => add(a, b));
}

const spec: LossSpec<MultipleLossesOptions> = {
  fn: multipleLosses,
  aliases: [],
  family: "wrapper",
  tasks: ["multitask"],
  summary: "Weighted sum of several losses.",
  formula: "\\sum_k w_k\\, \\ell_k(y, \\hat{y})",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    losses: {
      kind: "losses",
      default: ["meanSquaredError", "meanAbsoluteError"],
      example: ["huber", "meanSquaredError"],
      doc: "The losses.",
    },
    weights: { kind: "numbers", default: null, example: [0.5, 2], doc: "The weight of each." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Musgrave et al. 2020, arXiv:2008.09164"],
  reference: { pml: { name: "MultipleLosses", differs: "adds reduced losses, of embeddings and labels" } },
};
export default spec;
