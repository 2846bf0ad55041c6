import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/arithmetic.ts";
import { sigmoid, softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { requireBinary } from "../labels.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface PositiveUnlabeledOptions {
  /** Share of positives among the unlabelled. Default 0.5. */
  readonly prior?: number;
  /** Loss of a margin: the bounded sigmoid, or the logistic. Default "sigmoid". */
  readonly surrogate?: "sigmoid" | "logistic";
  /** Keep the estimated risk of negatives from falling below 0, where a flexible network overfits. Default true. */
  readonly nonNegative?: boolean;
}

/**
 * Risk of a two-class network estimated from positives and unlabelled examples. One value for the batch: it compares means
 * over both kinds.
 * @param yTrue 1 for positives, 0 for unlabelled, [batch, n], n = 1 for one question
 * @param yPred logits, the same shape
 * @returns a scalar
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function positiveUnlabeled(
  yTrue: Tensor,
  yPred: Tensor,
  { prior = 0.5, surrogate = "sigmoid", nonNegative = true }: PositiveUnlabeledOptions = {},
): Tensor {
  bindShapes("positiveUnlabeled", { yPred: [yPred, "[batch, n]"], yTrue: [yTrue, "[batch, n]"] });
  requireBinary("positiveUnlabeled", yTrue, yPred, true);
  const of = surrogate === "sigmoid" ? sigmoid : softplus;
  const risk = (loss: Tensor, weight: Tensor): Tensor => div(sum(mul(loss, weight)), maximum(sum(weight), 1));
  const asPositive = mul(risk(of(neg(yPred)), yTrue), prior);
  const asNegative = sub(risk(of(yPred), sub(1, yTrue)), mul(risk(of(yPred), yTrue), prior));
  return add(asPositive, nonNegative ? relu(asNegative) : asNegative);
}

const spec: LossSpec<PositiveUnlabeledOptions> = {
  fn: positiveUnlabeled,
  aliases: ["nnpu", "nnpu_loss", "PULoss", "pu_loss", { name: "upu", options: { nonNegative: false } }],
  family: "classification",
  tasks: ["binary"],
  summary: "Two classes from positives and unlabelled examples only.",
  formula: "\\pi R_p^+ + \\max\\bigl(0, R_u^- - \\pi R_p^-\\bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, n]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, n]", grad: true },
  ],
  params: {
    prior: {
      kind: "number",
      default: 0.5,
      above: 0,
      below: 1,
      example: 0.3,
      doc: "Share π of positives among the unlabelled.",
    },
    surrogate: { kind: "choice", default: "sigmoid", choices: ["sigmoid", "logistic"], doc: "Loss of a margin." },
    nonNegative: { kind: "flag", default: true, doc: "Keep the estimated risk of negatives from falling below 0." },
  },
  values: "[]",
  minimum: null,
  kinks: [],
  cite: [
    "du Plessis et al. 2015, Convex formulation for learning from positive and unlabeled data",
    "Kiryo et al. 2017, arXiv:1703.00593",
  ],
  reference: {},
};
export default spec;
