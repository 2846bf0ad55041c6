import type { Tensor } from "../../core/tensor.ts";
import { add, neg, sub } from "../../ops/arithmetic.ts";
import { lgamma } from "../../ops/gamma.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis, weightedLog } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface MultinomialNllOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Negative log-likelihood of counts of classes under a multinomial distribution. Probabilities are normalised to sum 1.
 * @param yTrue counts of each class, [batch, ..., classes], whole numbers from 0, as floats
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function multinomialNll(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: MultinomialNllOptions = {},
): Tensor {
  requireAlike("multinomialNll", yTrue, yPred);
  classAxis("multinomialNll", yPred, -1, fromLogits);
  const orders = sub(lgamma(add(sum(yTrue, { axes: -1 }), 1)), sum(lgamma(add(yTrue, 1)), { axes: -1 }));
  return neg(add(orders, sum(weightedLog(yTrue, yPred, { axis: -1, fromLogits }), { axes: -1 })));
}

const spec: LossSpec<MultinomialNllOptions> = {
  fn: multinomialNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["counts", "multiclass"],
  summary: "Surprise at counts of classes.",
  formula: "-\\log \\frac{n!}{\\prod_k y_k!} - \\sum_k y_k \\log \\hat{y}_k",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., classes]", min: 0 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a class that was counted",
  cite: ["Johnson et al. 1997, Discrete multivariate distributions"],
  reference: {},
};
export default spec;
