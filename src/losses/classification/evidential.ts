import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { dirichletKl, dirichletRisk, type EvidentialForm } from "../dirichlet.ts";
import { oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface EvidentialOptions {
  /** Mean over the Dirichlet of the squared error, of the cross-entropy, or its marginal likelihood. Default "mse". */
  readonly form?: EvidentialForm;
  /** Factor of the divergence from no evidence for wrong classes; raise it from 0 to 1 over the first epochs. Default 1. */
  readonly klWeight?: TensorLike;
}

/**
 * Evidential classification: predictions are evidence for each class, which with 1 added are the parameters of a Dirichlet
 * distribution over probabilities. Its mean loss, plus how far the evidence for wrong classes is from none.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred evidence of 0 or more (relu, softplus or exp of an output), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits
 */
export function evidential(
  yTrue: Tensor,
  yPred: Tensor,
  { form = "mse", klWeight = 1 }: EvidentialOptions = {},
): Tensor {
  const label = oneHotLabels("evidential", yTrue, yPred, false);
  const concentration = add(yPred, 1);
  return add(dirichletRisk(form, label, concentration), mul(dirichletKl(label, concentration), klWeight));
}

const spec: LossSpec<EvidentialOptions> = {
  fn: evidential,
  aliases: ["EvidentialLoss", "EDLLoss", "edl_loss"],
  family: "classification",
  tasks: ["multiclass", "uncertainty"],
  summary: "Evidence for classes as a Dirichlet distribution: predictions that say how sure they are.",
  formula:
    "\\mathbb{E}_{p \\sim \\mathrm{Dir}(\\alpha)} \\|y - p\\|^2 + \\lambda \\, \\mathrm{KL}(\\mathrm{Dir}(\\tilde{\\alpha}) \\| \\mathrm{Dir}(1)), \\quad \\tilde{\\alpha} = y + (1 - y) \\alpha",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "positive", shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    form: {
      kind: "choice",
      default: "mse",
      choices: ["mse", "log", "digamma"],
      example: "digamma",
      doc: "Mean over the Dirichlet of the squared error, of the cross-entropy, or its marginal likelihood.",
    },
    klWeight: {
      kind: "number",
      default: 1,
      min: 0,
      trainable: true,
      doc: "Factor of the divergence; raise it from 0 to 1.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Sensoy et al. 2018, arXiv:1806.01768"],
  reference: {},
};
export default spec;
