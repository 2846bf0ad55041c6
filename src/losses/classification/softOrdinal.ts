import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, square } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { alignLabels, classAxis, weightedLog } from "../classes.ts";
import { classDistance } from "../ordinal.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftOrdinalOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Between classes: their difference, or its square. Default "absolute". */
  readonly distance?: "absolute" | "squared";
  /** Factor of the distances: large ones make the targets one-hot. Default 1. */
  readonly sharpness?: number;
}

/**
 * Soft ordinal cross-entropy (SORD): the targets are the softmax of minus the distances from the label, so that near misses
 * cost less. Its least value is the entropy of the targets.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function softOrdinal(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, distance = "absolute", sharpness = 1 }: SoftOrdinalOptions = {},
): Tensor {
  const axis = classAxis("softOrdinal", yPred, -1, fromLogits);
  const { index } = alignLabels("softOrdinal", yTrue, yPred, axis, undefined);
  const steps = classDistance(squeeze(index, axis), yPred.shape[axis] as number, yPred);
  const target = softmax(mul(distance === "squared" ? square(steps) : steps, -sharpness));
  return neg(sum(weightedLog(target, yPred, { axis, fromLogits }), { axes: axis }));
}

const spec: LossSpec<SoftOrdinalOptions> = {
  fn: softOrdinal,
  aliases: ["SORD"],
  family: "classification",
  tasks: ["ordinal", "multiclass"],
  summary: "Cross-entropy with targets that fall off with the distance from the label.",
  formula: "-\\sum_c t_c \\log \\hat{y}_c, \\quad t_c \\propto e^{-\\beta |c - y|}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    distance: {
      kind: "choice",
      default: "absolute",
      choices: ["absolute", "squared"],
      doc: "Between classes: their difference, or its square.",
    },
    sharpness: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Factor of the distances: large ones make the targets one-hot.",
    },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for any class; a softmax's output never is",
  cite: ["Díaz and Marathe 2019, Soft labels for ordinal regression"],
  reference: {},
};
export default spec;
