import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { oneHotLabels, probabilityOfLabel } from "../labels.ts";
import { fromCounts } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface LdamOptions {
  /** Number of training examples of each class, in the order of the classes. Default all the same. */
  readonly classCounts?: readonly number[];
  /** Margin of the rarest class; the others have less, by the fourth root of their counts. Default 0.5. */
  readonly maxMargin?: number;
  /** Factor of the logits. Default 30. */
  readonly scale?: number;
}

/**
 * Label-distribution-aware margin loss: cross-entropy of scaled logits from which the label's is reduced by a margin, the
 * larger the rarer its class. Meant for logits that are cosines of normalised features and weights.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, ArgumentError unless there is a count for each class; DomainError for probabilities
 */
export function ldam(
  yTrue: Tensor,
  yPred: Tensor,
  { classCounts, maxMargin = 0.5, scale = 30 }: LdamOptions = {},
): Tensor {
  const margins = fromCounts(
    "ldam",
    classCounts,
    yPred,
    (count, all) => maxMargin * (Math.min(...all) / count) ** 0.25,
  );
  const reduced = sub(yPred, mul(oneHotLabels("ldam", yTrue, yPred, true), margins));
  return neg(probabilityOfLabel("ldam", yTrue, mul(reduced, scale), true).log);
}

const spec: LossSpec<LdamOptions> = {
  fn: ldam,
  aliases: ["LDAMLoss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Cross-entropy with a margin that is larger for rarer classes.",
  formula:
    "-\\log \\frac{e^{s (z_y - m_y)}}{e^{s (z_y - m_y)} + \\sum_{c \\ne y} e^{s z_c}}, \\quad m_c = m \\bigl( \\tfrac{n_{\\min}}{n_c} \\bigr)^{1/4}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    classCounts: {
      kind: "numbers",
      default: null,
      above: 0,
      example: [40, 12, 5, 1],
      doc: "Number of training examples of each class, in the order of the classes.",
    },
    maxMargin: {
      kind: "number",
      default: 0.5,
      min: 0,
      doc: "Margin of the rarest class; the others have less, by the fourth root of their counts.",
    },
    scale: { kind: "number", default: 30, above: 0, doc: "Factor of the logits." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cao et al. 2019, arXiv:1906.07413"],
  reference: {},
};
export default spec;
