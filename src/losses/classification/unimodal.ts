import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { reshape, sum } from "../../ops/structure.ts";
import { probabilitiesOf, probabilityOfLabel } from "../labels.ts";
import { risesFrom } from "../ordinal.ts";
import type { LossSpec } from "../spec.ts";

export interface UnimodalOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Factor of the penalty. Default 10. */
  readonly lambda?: number;
  /** By how much probabilities have to fall from class to class. Default 0.05. */
  readonly margin?: number;
}

/**
 * Cross-entropy plus a penalty of distributions that do not fall, by a margin, with each step away from the label.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function unimodal(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, lambda = 10, margin = 0.05 }: UnimodalOptions = {},
): Tensor {
  const { log } = probabilityOfLabel("unimodal", yTrue, yPred, fromLogits);
  const p = probabilitiesOf(yPred, fromLogits);
  const penalty = sum(relu(add(risesFrom("unimodal", reshape(yTrue, log.shape), p), margin)), { axes: -1 });
  return sub(mul(penalty, lambda), log);
}

const spec: LossSpec<UnimodalOptions> = {
  fn: unimodal,
  aliases: ["CO2"],
  family: "classification",
  tasks: ["ordinal", "multiclass"],
  summary: "Cross-entropy that wants probabilities to fall away from the label on both sides.",
  formula:
    "-\\log \\hat{y}_y + \\lambda \\sum_{k < y} \\max(0, \\delta + \\hat{y}_k - \\hat{y}_{k+1}) + \\lambda \\sum_{k \\ge y} \\max(0, \\delta + \\hat{y}_{k+1} - \\hat{y}_k)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    lambda: { kind: "number", default: 10, min: 0, doc: "Factor of the penalty." },
    margin: {
      kind: "number",
      default: 0.05,
      min: 0,
      max: 1,
      doc: "By how much probabilities have to fall from class to class.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "a step of exactly the margin",
      gradient: "the penalty has none",
      point: { inputs: { yTrue: [0], yPred: [[1, 1]] }, options: { margin: 0 }, gradients: { yPred: [[-0.5, 0.5]] } },
    },
  ],
  infinite: "a probability of exactly 0 for the label's class; a softmax's output never is",
  cite: ["Albuquerque et al. 2021, doi:10.7717/peerj-cs.457"],
  reference: {},
};
export default spec;
