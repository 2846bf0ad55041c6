import type { Tensor } from "../../core/tensor.ts";
import { softmax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";
import { requireLogits } from "../teacher.ts";

export interface ConsistencyOptions {
  /** How probabilities are compared. Default mean squared error. */
  readonly loss?: LossOption;
}

/**
 * Consistency of predictions for examples without labels: the network's probabilities follow those of an average of itself
 * (mean teacher), of its earlier predictions (temporal ensembling) or for another view (Π-model). Nothing flows back to
 * the target.
 * @param yTrue logits of the average, [batch, ..., classes]
 * @param yPred the network's logits, the same shape
 * @returns what `loss` gives of the probabilities: [batch, ...] for mean squared error
 * @throws ShapeError when the shapes differ, DomainError for probabilities
 */
export function consistency(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError }: ConsistencyOptions = {},
): Tensor {
  requireLogits("consistency", yTrue, yPred);
  return loss(stopGradient(softmax(yTrue)), softmax(yPred));
}

const spec: LossSpec<ConsistencyOptions> = {
  fn: consistency,
  aliases: ["meanTeacher", "temporalEnsembling"],
  family: "wrapper",
  tasks: ["pretraining", "multiclass"],
  summary: "The network's probabilities follow those of an average of itself.",
  formula: "\\ell(\\mathrm{softmax}(t), \\mathrm{softmax}(s))",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "meanSquaredError",
      example: "categoricalCrossentropy",
      doc: "How probabilities are compared.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Laine and Aila 2016, arXiv:1610.02242", "Tarvainen and Valpola 2017, arXiv:1703.01780"],
  reference: {},
};
export default spec;
