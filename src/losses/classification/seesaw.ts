import type { Tensor } from "../../core/tensor.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { oneHotLabels, probabilityOfLabel } from "../labels.ts";
import { addLabels, seesawLogWeights } from "../seesaw-weights.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SeesawOptions {
  /** Exponent of the counts' ratio, by which rarer classes are spared. Default 0.8. */
  readonly p?: number;
  /** Exponent of the probabilities' ratio, by which classes predicted more than the label are punished. Default 2. */
  readonly q?: number;
  /** Least probability of the label in that ratio. Default 0.01. */
  readonly floor?: number;
}

/**
 * Seesaw loss: cross-entropy in which each other class counts less if it is rarer than the label's, so that frequent ones
 * do not suppress it, and more if it is predicted more. The weights are held constant; counts below 1 are 1.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @param classCounts labels seen so far of each class, kept by the loss, [classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function seesaw(
  yTrue: Tensor,
  yPred: Tensor,
  classCounts: Tensor,
  { p = 0.8, q = 2, floor = 0.01 }: SeesawOptions = {},
): Tensor {
  bindFloats("seesaw", { yPred: [yPred, "[batch, ..., classes]"], classCounts: [classCounts, "[classes]"] });
  const label = oneHotLabels("seesaw", yTrue, yPred, true);
  const weighted = add(yPred, seesawLogWeights(label, yPred, classCounts, { p, q, floor }));
  return neg(probabilityOfLabel("seesaw", yTrue, weighted, true).log);
}

const spec: LossSpec<SeesawOptions, [yTrue: Tensor, yPred: Tensor, classCounts: Tensor]> = {
  fn: seesaw,
  update: (yTrue, yPred, counts) => ({ classCounts: addLabels(counts, oneHotLabels("seesaw", yTrue, yPred, true)) }),
  aliases: ["SeesawLoss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Cross-entropy that spares rarer classes and punishes those predicted more than the label.",
  formula:
    "-\\log \\frac{e^{z_y}}{e^{z_y} + \\sum_{c \\ne y} w_c e^{z_c}}, \\quad w_c = \\min \\bigl( 1, \\tfrac{n_c}{n_y} \\bigr)^p \\max \\bigl( 1, \\tfrac{\\hat{y}_c}{\\hat{y}_y} \\bigr)^q",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
    { name: "classCounts", domain: "count", shape: "[classes]", variable: { trainable: false, initial: "zeros" } },
  ],
  params: {
    p: { kind: "number", default: 0.8, min: 0, doc: "Exponent of the counts' ratio, which spares rarer classes." },
    q: { kind: "number", default: 2, min: 0, doc: "Exponent of the probabilities' ratio." },
    floor: { kind: "number", default: 0.01, above: 0, below: 1, doc: "Least probability of the label in that ratio." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2021, arXiv:2008.10032"],
  reference: {},
};
export default spec;
