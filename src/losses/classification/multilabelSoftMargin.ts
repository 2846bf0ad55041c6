import type { Tensor } from "../../core/tensor.ts";
import { binaryCrossentropyOf, meanLastAxis } from "../elementwise.ts";
import { perClass, requireBinary, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface MultilabelSoftMarginOptions {
  /** Factor of each class's term. Default: 1 for all. */
  readonly classWeights?: readonly number[];
}

/**
 * Multilabel one-against-all loss: binary cross-entropy of logits, averaged over the classes.
 * @param yTrue 1 for labels, else 0, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities; ArgumentError when `classWeights` are not one per
 *   class
 */
export function multilabelSoftMargin(
  yTrue: Tensor,
  yPred: Tensor,
  { classWeights }: MultilabelSoftMarginOptions = {},
): Tensor {
  requireBinary("multilabelSoftMargin", yTrue, yPred, true);
  const weights = perClass("multilabelSoftMargin", "classWeights", classWeights ?? 1, yPred, yPred.rank - 1);
  return meanLastAxis(times(binaryCrossentropyOf(yTrue, yPred, true), weights));
}

const spec: LossSpec<MultilabelSoftMarginOptions> = {
  fn: multilabelSoftMargin,
  aliases: ["multilabel_soft_margin_loss", "MultiLabelSoftMarginLoss", "multi_label_soft_margin_loss", "oneVsAll"],
  family: "classification",
  tasks: ["multilabel"],
  summary: "Logistic losses of all labels, each a question of its own.",
  formula: "\\frac{1}{C} \\sum_c w_c \\bigl(\\log(1 + e^{\\hat{y}_c}) - y_c \\hat{y}_c\\bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    classWeights: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2, 1.5], doc: "Factor of each class." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x"],
  reference: { torch: "nn.MultiLabelSoftMarginLoss" },
};
export default spec;
