import type { Tensor } from "../../core/tensor.ts";
import { add, clip, mul, neg } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { nextTargets, runningTargets } from "../early-targets.ts";
import { probabilityOfLabel } from "../labels.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface EarlyLearningRegularizationOptions {
  /** Number of training examples: rows of `targets`. Default: as many as `targets` has. */
  readonly examples?: number;
  /** Factor of the regulariser. Default 3. */
  readonly lambda?: number;
  /** How much of an example's target is kept from step to step; the rest is the prediction. Default 0.7. */
  readonly beta?: number;
}

/**
 * Cross-entropy plus a term that keeps predictions near what they were early in training, before wrong labels are
 * memorised: each example's running mean of its predictions is its target.
 * @param yTrue class indices, [batch], int32 or int64
 * @param yPred logits, [batch, classes]
 * @param index which training example each row is, [batch], int32 or int64
 * @param targets running means, kept by the loss, [examples, classes]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function earlyLearningRegularization(
  yTrue: Tensor,
  yPred: Tensor,
  index: Tensor,
  targets: Tensor,
  { lambda = 3, beta = 0.7 }: EarlyLearningRegularizationOptions = {},
): Tensor {
  bindShapes("earlyLearningRegularization", { yTrue: [yTrue, "[batch]"], yPred: [yPred, "[batch, classes]"] });
  const { log } = probabilityOfLabel("earlyLearningRegularization", yTrue, yPred, true);
  const agreement = sum(mul(runningTargets(yPred, index, targets, beta), softmax(yPred)), { axes: -1 });
  return add(neg(log), mul(log1p(neg(clip(agreement, 0, 1 - 1e-4))), lambda));
}

type Inputs = [yTrue: Tensor, yPred: Tensor, index: Tensor, targets: Tensor];

const spec: LossSpec<EarlyLearningRegularizationOptions, Inputs> = {
  fn: earlyLearningRegularization,
  update: (_, yPred, index, targets, { beta = 0.7 } = {}) => ({ targets: nextTargets(yPred, index, targets, beta) }),
  aliases: ["elr", "ELRLoss"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy that holds predictions to what they were before wrong labels were memorised.",
  formula:
    "-\\log \\hat{y}_y + \\lambda \\log(1 - \\langle t_i, \\hat{y} \\rangle), \\quad t_i \\leftarrow \\beta t_i + (1 - \\beta) \\hat{y}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, classes]", grad: true },
    { name: "index", domain: "label", shape: "[batch]" },
    {
      name: "targets",
      domain: "simplex",
      shape: "[examples, classes]",
      variable: { trainable: false, initial: "zeros" },
    },
  ],
  params: {
    examples: { kind: "integer", default: null, min: 1, doc: "Number of training examples." },
    lambda: { kind: "number", default: 3, min: 0, doc: "Factor of the regulariser." },
    beta: { kind: "number", default: 0.7, min: 0, max: 1, doc: "How much of a target is kept from step to step." },
  },
  minimum: null,
  kinks: [],
  cite: ["Liu et al. 2020, arXiv:2007.00151"],
  reference: {},
};
export default spec;
