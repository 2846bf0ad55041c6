import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { max } from "../../ops/reduce.ts";
import { checkLogits } from "../domain.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { focalOfLogits } from "../focal.ts";
import { fromCounts } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface EqualizationOptions {
  /** Share of the examples that have each label. Default no class is rare. */
  readonly frequencies?: readonly number[];
  /** Frequency below which a class is rare. Default 0.00176. */
  readonly threshold?: number;
}

/**
 * Equalization loss: binary cross-entropy of each label that spares rare ones where others are there: an example with any
 * label is no negative of a rare one. Averaged over the labels.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function equalization(
  yTrue: Tensor,
  yPred: Tensor,
  { frequencies, threshold = 0.00176 }: EqualizationOptions = {},
): Tensor {
  requireAlike("equalization", yTrue, yPred);
  checkLogits("equalization", yPred, true, "sigmoid");
  const isRare = fromCounts("equalization", frequencies, yPred, (frequency) => (frequency < threshold ? 1 : 0));
  const spared = mul(mul(max(yTrue, { axes: -1, keepDims: true }), isRare), sub(1, yTrue));
  return meanLastAxis(mul(sub(1, spared), focalOfLogits(yTrue, yPred, 0)));
}

const spec: LossSpec<EqualizationOptions> = {
  fn: equalization,
  aliases: ["EqualizationLoss", "EQL"],
  family: "classification",
  tasks: ["multilabel", "imbalance", "boxes"],
  summary: "Binary cross-entropy in which examples of other labels do not count against rare ones.",
  formula: "(1 - E \\, T_c (1 - y_c)) \\, \\mathrm{BCE}(y_c, p_c), \\quad E = \\max_c y_c, \\; T_c = [f_c < \\lambda]",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {
    frequencies: {
      kind: "numbers",
      default: null,
      min: 0,
      max: 1,
      example: [0.9, 0.001],
      doc: "Share of the examples that have each label.",
    },
    threshold: { kind: "number", default: 0.00176, above: 0, max: 1, doc: "Frequency below which a class is rare." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Tan et al. 2020, arXiv:2003.05176"],
  reference: {},
};
export default spec;
