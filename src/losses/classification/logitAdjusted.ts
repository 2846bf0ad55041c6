import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { probabilityOfLabel } from "../labels.ts";
import { fromCounts } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface LogitAdjustedOptions {
  /** Number of training examples of each class, in the order of the classes. Default all the same. */
  readonly classCounts?: readonly number[];
  /** Strength of the adjustment. Default 1. */
  readonly tau?: number;
}

/**
 * Cross-entropy of logits to which the logarithms of the classes' frequencies are added, so that without them the network
 * predicts as if all classes were equally frequent. With tau 1 it is the balanced softmax.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, ArgumentError unless there is a count for each class; DomainError for probabilities
 */
export function logitAdjusted(
  yTrue: Tensor,
  yPred: Tensor,
  { classCounts, tau = 1 }: LogitAdjustedOptions = {},
): Tensor {
  const priors = fromCounts("logitAdjusted", classCounts, yPred, (count) => Math.log(count));
  return neg(probabilityOfLabel("logitAdjusted", yTrue, add(yPred, mul(priors, tau)), true).log);
}

const spec: LossSpec<LogitAdjustedOptions> = {
  fn: logitAdjusted,
  aliases: ["balancedSoftmax", "balanced_softmax_loss", "LogitAdjustedLoss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Cross-entropy of logits shifted by the logarithms of class frequencies.",
  formula: "-\\log \\frac{n_y^\\tau e^{z_y}}{\\sum_c n_c^\\tau e^{z_c}}",
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
    tau: { kind: "number", default: 1, min: 0, doc: "Strength of the adjustment." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Menon et al. 2020, arXiv:2007.07314", "Ren et al. 2020, arXiv:2007.10740"],
  reference: {},
};
export default spec;
