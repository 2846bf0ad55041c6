import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { argMax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { probabilityOfLabel } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface BootstrappingHardOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Trust in the labels; the rest is trust in the predicted class. Default 0.8. */
  readonly beta?: number;
}

/**
 * Cross-entropy whose target is the label mixed with the class predicted now (of equals the first), held constant.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function bootstrappingHard(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, beta = 0.8 }: BootstrappingHardOptions = {},
): Tensor {
  const given = probabilityOfLabel("bootstrappingHard", yTrue, yPred, fromLogits);
  const guess = stopGradient(argMax(yPred));
  const guessed = probabilityOfLabel("bootstrappingHard", guess, yPred, fromLogits);
  return neg(add(mul(given.log, beta), mul(guessed.log, 1 - beta)));
}

const spec: LossSpec<BootstrappingHardOptions> = {
  fn: bootstrappingHard,
  aliases: ["HardBootstrappingLoss", "hard_bootstrapping_loss"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy to the label mixed with the class predicted now.",
  formula: "-\\beta \\log \\hat{y}_y - (1 - \\beta) \\log \\max_c \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    beta: { kind: "number", default: 0.8, min: 0, max: 1, doc: "Trust in the labels." },
  },
  minimum: 0,
  kinks: [
    {
      at: "two classes are predicted alike",
      gradient: "as if the first of them were the one predicted",
      point: {
        inputs: { yTrue: [1], yPred: [[0, 0]] },
        options: { fromLogits: true, beta: 0.75 },
        gradients: { yPred: [[0.25, -0.25]] },
      },
    },
  ],
  infinite: "a probability of exactly 0 for the label's class; a softmax's output never is",
  cite: ["Reed et al. 2014, arXiv:1412.6596"],
  reference: {},
};
export default spec;
