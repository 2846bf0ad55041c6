import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { sum } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface MultilabelMarginOptions {
  /** By how much each label has to lead each class that is none. Default 1. */
  readonly margin?: number;
}

/**
 * Multilabel margin loss: how far each label falls short of leading each class that is no label by the margin, summed over
 * the pairs and divided by the number of classes. An example with no or all labels has no loss.
 * @param yTrue 1 for labels, else 0, [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ
 */
export function multilabelMargin(yTrue: Tensor, yPred: Tensor, { margin = 1 }: MultilabelMarginOptions = {}): Tensor {
  requireAlike("multilabelMargin", yTrue, yPred);
  const pair = (ofLabel: Tensor, ofOther: Tensor): readonly [Tensor, Tensor] => [
    expandDims(ofLabel, -1),
    expandDims(ofOther, -2),
  ];
  const [scores, others] = pair(yPred, yPred);
  const [isLabel, isOther] = pair(yTrue, sub(1, yTrue));
  const short = relu(add(sub(others, scores), margin));
  return div(sum(mul(mul(isLabel, isOther), short), { axes: [-2, -1] }), yPred.shape.at(-1) as number);
}

const spec: LossSpec<MultilabelMarginOptions> = {
  fn: multilabelMargin,
  aliases: ["multilabel_margin_loss", "MultiLabelMarginLoss", "multi_label_margin_loss"],
  family: "classification",
  tasks: ["multilabel"],
  summary: "How far labels fall short of leading the classes that are none.",
  formula: "\\frac{1}{C} \\sum_{i: y_i = 1} \\sum_{j: y_j = 0} \\max(0, m - \\hat{y}_i + \\hat{y}_j)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "By how much m labels have to lead." },
  },
  minimum: 0,
  kinks: [
    {
      at: "the margin reached exactly",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[2, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Elisseeff and Weston 2001, A kernel method for multi-labelled classification"],
  reference: {
    torch: { name: "nn.MultiLabelMarginLoss", differs: "targets are lists of class indices that end with -1" },
  },
};
export default spec;
