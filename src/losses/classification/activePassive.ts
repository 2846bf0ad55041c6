import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { logProbabilitiesOf, oneHotLabels, probabilitiesOf, probabilityOfLabel } from "../labels.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface ActivePassiveOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** The active term: normalised cross-entropy, or normalised focal loss. Default "crossentropy". */
  readonly active?: "crossentropy" | "focal";
  /** The passive term: absolute error, or reverse cross-entropy. Default "absolute". */
  readonly passive?: "absolute" | "reverse";
  /** Factor of the active term. Default 1. */
  readonly alpha?: number;
  /** Factor of the passive term. Default 1. */
  readonly beta?: number;
  /** Focusing exponent of the focal term. Default 0.5. */
  readonly gamma?: number;
  /** What a label's 0 counts as under the logarithm of the reverse term. Default 1e-4. */
  readonly labelFloor?: number;
}

/**
 * Active passive loss: one robust loss that raises the label's probability, and one that lowers those of the others.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function activePassive(yTrue: Tensor, yPred: Tensor, options: ActivePassiveOptions = {}): Tensor {
  const { fromLogits = false, active = "crossentropy", passive = "absolute" } = options;
  const { alpha = 1, beta = 1, gamma = 0.5, labelFloor = 1e-4 } = options;
  const { log, rest } = probabilityOfLabel("activePassive", yTrue, yPred, fromLogits);
  const missed = mul(rest, beta * (passive === "absolute" ? 2 : -Math.log(labelFloor)));
  const logs = logProbabilitiesOf(yPred, fromLogits);
  if (active === "crossentropy") return add(mul(div(log, sum(logs, { axes: -1 })), alpha), missed);
  const focal = mul(powerOrZero(sub(1, probabilitiesOf(yPred, fromLogits)), gamma), logs);
  const ofLabel = sum(mul(oneHotLabels("activePassive", yTrue, yPred, fromLogits), focal), { axes: -1 });
  return add(mul(div(ofLabel, sum(focal, { axes: -1 })), alpha), missed);
}

const spec: LossSpec<ActivePassiveOptions> = {
  fn: activePassive,
  aliases: ["apl", "NCEandMAE", { name: "NCEandRCE", options: { passive: "reverse" } }],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "A robust loss that raises the label's probability plus one that lowers the others'.",
  formula:
    "\\alpha \\frac{\\ell(\\hat{y}, y)}{\\sum_c \\ell(\\hat{y}, c)} + \\beta \\, 2 (1 - \\hat{y}_y), \\quad \\ell(\\hat{y}, c) = -(1 - \\hat{y}_c)^\\gamma \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    active: { kind: "choice", default: "crossentropy", choices: ["crossentropy", "focal"], doc: "The active term." },
    passive: { kind: "choice", default: "absolute", choices: ["absolute", "reverse"], doc: "The passive term." },
    alpha: { kind: "number", default: 1, min: 0, doc: "Factor of the active term." },
    beta: { kind: "number", default: 1, min: 0, doc: "Factor of the passive term." },
    gamma: { kind: "number", default: 0.5, min: 0, doc: "Focusing exponent of the focal term." },
    labelFloor: {
      kind: "number",
      default: 1e-4,
      above: 0,
      below: 1,
      doc: "What a label's 0 counts as in the logarithm.",
    },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for any class; a softmax's output never is",
  cite: ["Ma et al. 2020, arXiv:2006.13554"],
  reference: {},
};
export default spec;
