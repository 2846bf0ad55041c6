import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { logsOfTarget, requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface TaylorCrossentropyOptions {
  /** Number of terms: 1 is the absolute error 1 - p, ever more approach cross-entropy. Default 2. */
  readonly order?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Taylor cross-entropy: the first terms of -log p in powers of 1 - p. Bounded, so that wrong labels pull less.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities, which are normalised to sum 1, (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function taylorCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { order = 2, fromLogits = false, axis = -1 }: TaylorCrossentropyOptions = {},
): Tensor {
  const at = requireClasses("taylorCrossentropy", yTrue, yPred, axis, fromLogits);
  const miss = sub(1, exp(logsOfTarget(yTrue, yPred, { axis: at, fromLogits })));
  let series = mul(miss, 1 / order);
  for (let k = order - 1; k > 0; k--) series = mul(miss, add(series, 1 / k));
  return sum(mul(yTrue, series), { axes: at });
}

const spec: LossSpec<TaylorCrossentropyOptions> = {
  fn: taylorCrossentropy,
  aliases: ["taylor_ce", "taylor_cross_entropy"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "The first terms of cross-entropy: robust to wrong labels.",
  formula: "\\sum_c y_c \\sum_{k=1}^{K} \\frac{(1 - \\hat{y}_c)^k}{k}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    order: { kind: "integer", default: 2, min: 1, doc: "Number K of terms." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "the derivative of a row of probabilities that are all 0",
  cite: ["Feng et al. 2020, doi:10.24963/ijcai.2020/305"],
  reference: {},
};
export default spec;
