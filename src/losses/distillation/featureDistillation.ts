import type { Tensor } from "../../core/tensor.ts";
import { stopGradient } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface FeatureDistillationOptions {
  /** How features are compared. Default mean squared error. */
  readonly loss?: LossOption;
}

/**
 * Feature distillation (FitNets' hints): a layer of the student, through a projection to the teacher's width where they
 * differ, follows a layer of the teacher. Nothing flows back to the teacher.
 * @param yTrue the teacher's features, [batch, ..., n]
 * @param yPred the student's, the same shape
 * @returns what `loss` gives: [batch, ...] for mean squared error
 * @throws ShapeError when the shapes differ, DTypeError unless both are floats of one dtype
 */
export function featureDistillation(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError }: FeatureDistillationOptions = {},
): Tensor {
  requireAlike("featureDistillation", yTrue, yPred);
  return loss(stopGradient(yTrue), yPred);
}

const spec: LossSpec<FeatureDistillationOptions> = {
  fn: featureDistillation,
  aliases: ["fitNetsHint", "hint"],
  family: "distillation",
  tasks: ["distillation"],
  summary: "A layer of the student follows a layer of the teacher.",
  formula: "\\ell(f_T, f_S)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "meanSquaredError",
      example: "meanAbsoluteError",
      doc: "How features are compared.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Romero et al. 2014, arXiv:1412.6550"],
  reference: { keras: "FeatureDistillation" },
};
export default spec;
