import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { probabilityOfLabel } from "../labels.ts";
import { fromCounts } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface VectorScalingOptions {
  /** Number of training examples of each class, in the order of the classes. Default all the same. */
  readonly classCounts?: readonly number[];
  /** How much smaller the logits of rare classes count: to the power of their frequency. Default 0.3. */
  readonly gamma?: number;
  /** Strength of the additive adjustment. Default 1. */
  readonly tau?: number;
}

/**
 * Cross-entropy of logits scaled and shifted class by class: the scale, (count / largest count)^gamma, keeps its effect
 * where all training examples are fitted; the shift, tau log(count), works before.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, ArgumentError unless there is a count for each class; DomainError for probabilities
 */
export function vectorScaling(
  yTrue: Tensor,
  yPred: Tensor,
  { classCounts, gamma = 0.3, tau = 1 }: VectorScalingOptions = {},
): Tensor {
  const where = "vectorScaling";
  const scale = fromCounts(where, classCounts, yPred, (count, all) => (count / Math.max(...all)) ** gamma);
  const shift = fromCounts(where, classCounts, yPred, (count, all) => tau * Math.log(count / Math.max(...all)));
  return neg(probabilityOfLabel(where, yTrue, add(mul(yPred, scale), shift), true).log);
}

const spec: LossSpec<VectorScalingOptions> = {
  fn: vectorScaling,
  aliases: ["VSLoss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Cross-entropy of logits scaled and shifted by class frequency.",
  formula:
    "-\\log \\frac{e^{\\Delta_y z_y + \\iota_y}}{\\sum_c e^{\\Delta_c z_c + \\iota_c}}, \\quad \\Delta_c = \\bigl( \\tfrac{n_c}{n_{\\max}} \\bigr)^\\gamma, \\; \\iota_c = \\tau \\log \\tfrac{n_c}{n_{\\max}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    classCounts: {
      kind: "numbers",
      default: null,
      above: 0,
      example: [40, 12, 5, 1],
      doc: "Number of training examples of each class, in the order of the classes.",
    },
    gamma: {
      kind: "number",
      default: 0.3,
      min: 0,
      doc: "How much smaller the logits of rare classes count: to the power of their frequency.",
    },
    tau: { kind: "number", default: 1, min: 0, doc: "Strength of the additive adjustment." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Kini et al. 2021, arXiv:2103.01550"],
  reference: {},
};
export default spec;
