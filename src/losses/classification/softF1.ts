import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { greater, where as select } from "../../ops/compare.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { checkLogits } from "../domain.ts";
import { requireAlike } from "../elementwise.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftF1Options {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Over the F1 of each label, or one F1 of all labels counted together. Default "macro". */
  readonly average?: "macro" | "micro";
  /** Slope of the sigmoid of logits. Default 1. */
  readonly sharpness?: number;
  /** Added to logits. Default 0. */
  readonly offset?: number;
}

/**
 * 1 - F1 of a batch with counts made soft: probabilities are counted as predictions. A label that is neither there nor
 * predicted has F1 1.
 * @param yTrue 0 or 1 for each label, [batch, labels]
 * @param yPred probabilities (or logits), the same shape
 * @returns a scalar from 0 to 1: one number for the batch
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function softF1(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, average = "macro", sharpness = 1, offset = 0 }: SoftF1Options = {},
): Tensor {
  bindShapes("softF1", { yTrue: [yTrue, "[batch, labels]"], yPred: [yPred, "[batch, labels]"] });
  requireAlike("softF1", yTrue, yPred);
  checkLogits("softF1", yPred, fromLogits, "sigmoid");
  const p = fromLogits ? sigmoid(mul(add(yPred, offset), sharpness)) : yPred;
  const wrong = add(mul(yTrue, sub(1, p)), mul(sub(1, yTrue), p));
  const axes = average === "macro" ? 0 : [0, 1];
  const size = add(sum(p, { axes }), sum(yTrue, { axes }));
  const isAny = greater(size, 0);
  return mean(select(isAny, div(sum(wrong, { axes }), select(isAny, size, 1)), 0));
}

const spec: LossSpec<SoftF1Options> = {
  fn: softF1,
  aliases: ["SoftF1Loss", "MacroSoftF1", "sigmoidF1"],
  family: "classification",
  tasks: ["multilabel", "binary", "imbalance"],
  summary: "One less the F1 score of a batch with soft counts.",
  formula: "1 - \\operatorname{mean}_c \\frac{2 \\sum_i y_{ic} p_{ic}}{\\sum_i y_{ic} + p_{ic}}",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, labels]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, labels]", grad: true, min: 0, max: 1 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    average: {
      kind: "choice",
      default: "macro",
      choices: ["macro", "micro"],
      doc: "Over the F1 of each label, or one F1 of all labels counted together.",
    },
    sharpness: { kind: "number", default: 1, above: 0, doc: "Slope of the sigmoid of logits." },
    offset: { kind: "number", default: 0, doc: "Added to logits." },
  },
  values: "[]",
  minimum: 0,
  kinks: [],
  cite: ["Bénédict et al. 2021, arXiv:2108.10566"],
  reference: {},
};
export default spec;
