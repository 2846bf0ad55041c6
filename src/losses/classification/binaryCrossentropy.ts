import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus, xlog1py, xlogy } from "../../ops/exponential.ts";
import { binaryCounterparts } from "../counterparts.ts";
import { meanLastAxis } from "../elementwise.ts";
import { perClass, requireBinary, smoothed, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface BinaryCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards one half: t (1 - s) + s/2. Default 0. */
  readonly labelSmoothing?: number;
  /** Factor of the positive class: above 1 for recall, below 1 for precision; or one for each entry of the last axis (a list of one: for all). Default 1. */
  readonly posWeight?: number | readonly number[];
}

/**
 * Binary cross-entropy in nats, averaged over the last axis. A sigmoid's output is traced back to its logits, so that value
 * and gradient keep the accuracy of the logits however sure the network is: neither overflows nor vanishes where it is wrong.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it;
 *   ArgumentError when `posWeight` has another length than the last axis
 */
export function binaryCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0, posWeight = 1 }: BinaryCrossentropyOptions = {},
): Tensor {
  requireBinary("binaryCrossentropy", yTrue, yPred, fromLogits);
  const target = smoothed(yTrue, labelSmoothing, 2);
  const factor = typeof posWeight !== "number" && posWeight.length === 1 ? (posWeight[0] as number) : posWeight;
  const positive = times(target, perClass("binaryCrossentropy", "posWeight", factor, yPred, yPred.rank - 1));
  const negative = sub(1, target);
  if (!fromLogits) return meanLastAxis(neg(add(xlogy(positive, yPred), xlog1py(negative, neg(yPred)))));
  const both = factor === 1 ? 1 : add(positive, negative);
  return meanLastAxis(sub(times(softplus(yPred), both), mul(positive, yPred)));
}

const spec: LossSpec<BinaryCrossentropyOptions> = {
  fn: binaryCrossentropy,
  aliases: [
    "bce",
    "BCELoss",
    "binary_cross_entropy",
    "logLoss",
    "log_loss",
    { name: "BCEWithLogitsLoss", options: { fromLogits: true } },
    { name: "binary_cross_entropy_with_logits", options: { fromLogits: true } },
    { name: "sigmoid_binary_cross_entropy", options: { fromLogits: true } },
    { name: "sigmoidCrossEntropy", options: { fromLogits: true } },
    { name: "SoftBCEWithLogitsLoss", options: { fromLogits: true } },
  ],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "Surprise, in nats, at yes-or-no labels under independent probabilities.",
  formula: "-\\frac{1}{n} \\sum_i w \\, y_i \\log \\hat{y}_i + (1 - y_i) \\log(1 - \\hat{y}_i)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., n]", grad: true, min: 0, max: 1 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards one half." },
    posWeight: { kind: "numbers", scalar: true, default: 1, above: 0, example: [0.5, 2, 1], doc: "Factor w." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a label of 1, or of 1 for a label of 0; a sigmoid's output never is",
  cite: ["Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x"],
  reference: binaryCounterparts,
};
export default spec;
