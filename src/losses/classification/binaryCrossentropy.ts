import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus, xlogy } from "../../ops/exponential.ts";
import { requireSameShape } from "../../ops/support.ts";
import { checkLogits } from "../domain.ts";
import { meanLastAxis } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BinaryCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards one half: t (1 - s) + s/2. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Binary cross-entropy in nats, averaged over the last axis. A sigmoid's output is traced back to its logits, so that value and
 * gradient are exact however sure the network is.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function binaryCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0 }: BinaryCrossentropyOptions = {},
): Tensor {
  requireSameShape("binaryCrossentropy", { yTrue, yPred });
  checkLogits("binaryCrossentropy", yPred, fromLogits);
  const target = labelSmoothing === 0 ? yTrue : add(mul(yTrue, 1 - labelSmoothing), labelSmoothing / 2);
  if (fromLogits) return meanLastAxis(sub(softplus(yPred), mul(target, yPred)));
  return meanLastAxis(neg(add(xlogy(target, yPred), xlogy(sub(1, target), sub(1, yPred)))));
}

const spec: LossSpec<BinaryCrossentropyOptions> = {
  fn: binaryCrossentropy,
  aliases: [
    "bce",
    "BCE",
    "binary_crossentropy",
    "BinaryCrossentropy",
    "BCELoss",
    "binary_cross_entropy",
    { name: "BCEWithLogitsLoss", options: { fromLogits: true } },
    { name: "binary_cross_entropy_with_logits", options: { fromLogits: true } },
    { name: "sigmoid_binary_cross_entropy", options: { fromLogits: true } },
  ],
  family: "classification",
  summary: "Surprise, in nats, at yes-or-no labels under independent probabilities.",
  formula: "-\\frac{1}{n} \\sum_i y_i \\log \\hat{y}_i + (1 - y_i) \\log(1 - \\hat{y}_i)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., n]" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards one half." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x"],
  reference: { keras: "BinaryCrossentropy", torch: "nn.BCELoss", optax: "sigmoid_binary_cross_entropy" },
};
export default spec;
