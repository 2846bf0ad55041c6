import type { Tensor } from "../../core/tensor.ts";
import { less, where as select } from "../../ops/compare.ts";
import { requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface SelfPacedOptions {
  /** The loss that says what is easy. Default mean squared error. */
  readonly loss?: LossOption;
  /** Value below which an example is easy; raise it as training goes on. Default 1. */
  readonly threshold?: number;
}

/**
 * Self-paced learning: only easy examples count, those whose value is below a threshold.
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @returns what the loss gives, 0 where a value does not count: [batch, ...] for mean squared error
 * @throws what the loss throws
 */
export function selfPaced(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError, threshold = 1 }: SelfPacedOptions = {},
): Tensor {
  requireBatch("selfPaced", { yTrue, yPred });
  const values = loss(yTrue, yPred);
  return select(less(values, threshold), values, 0);
}

const spec: LossSpec<SelfPacedOptions> = {
  fn: selfPaced,
  mask: (yTrue, yPred, { loss = meanSquaredError, threshold = 1 } = {}) => less(loss(yTrue, yPred), threshold),
  aliases: [],
  family: "wrapper",
  tasks: ["noise", "outliers"],
  summary: "Only examples with a value below a threshold count.",
  formula: "\\ell_i \\text{ where } \\ell_i < \\lambda",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "meanSquaredError",
      example: "meanAbsoluteError",
      doc: "The loss that says what is easy.",
    },
    threshold: { kind: "number", default: 1, doc: "Value below which an example is easy." },
  },
  minimum: null,
  kinks: [],
  cite: ["Kumar et al. 2010, Self-Paced Learning for Latent Variable Models"],
  reference: {},
};
export default spec;
