import type { Tensor } from "../../core/tensor.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { greater, where as select } from "../../ops/compare.ts";
import { oneHotLabels, probabilitiesOf } from "../labels.ts";
import { kappaParts } from "../ordinal.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface WeightedKappaOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Exponent of the distance between classes: 2 is quadratic, 1 linear. Default 2. */
  readonly power?: number;
}

/**
 * 1 - weighted kappa of a batch: the disagreement of labels and predictions over that expected by chance, each costing the
 * distance between the classes to a power. 0 where nothing is expected to disagree. The paper minimises its logarithm.
 * @param yTrue class indices in order, [batch], int32 or int64
 * @param yPred probabilities (or logits), [batch, classes]
 * @returns a scalar from 0: one number for the batch
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function weightedKappa(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, power = 2 }: WeightedKappaOptions = {},
): Tensor {
  bindShapes("weightedKappa", { yTrue: [yTrue, "[batch]"], yPred: [yPred, "[batch, classes]"] });
  const label = oneHotLabels("weightedKappa", yTrue, yPred, fromLogits);
  const { observed, expected } = kappaParts(label, probabilitiesOf(yPred, fromLogits), power);
  const isExpected = greater(expected, 0);
  return select(isExpected, div(mul(observed, yPred.shape[0] as number), select(isExpected, expected, 1)), 0);
}

const spec: LossSpec<WeightedKappaOptions> = {
  fn: weightedKappa,
  aliases: ["WeightedKappaLoss", "quadraticWeightedKappa", "cohenKappa"],
  family: "classification",
  tasks: ["ordinal", "multiclass"],
  summary: "One less the weighted kappa of a batch's labels and predictions.",
  formula: "\\frac{n \\sum_i \\sum_c |y_i - c|^2 \\hat{y}_{ic}}{\\sum_{i, j} \\sum_c |y_i - c|^2 \\hat{y}_{jc}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    power: {
      kind: "number",
      default: 2,
      above: 0,
      doc: "Exponent of the distance between classes: 2 is quadratic, 1 linear.",
    },
  },
  values: "[]",
  minimum: 0,
  kinks: [],
  cite: ["de la Torre et al. 2018, doi:10.1016/j.patrec.2017.05.018"],
  reference: {},
};
export default spec;
