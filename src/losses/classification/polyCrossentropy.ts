import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { exp, mulLogarithm } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface PolyCrossentropyOptions {
  /** Coefficient of the added term; 0 is categoricalCrossentropy. Default 2. */
  readonly epsilon?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Poly-1 loss: cross-entropy with the first coefficient of its expansion in 1 - p moved by epsilon.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function polyCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 2, axis = -1 }: PolyCrossentropyOptions = {},
): Tensor {
  const at = requireClasses("polyCrossentropy", yTrue, yPred, axis, true);
  const logs = logSoftmax(yPred, { axis: at });
  const first = mul(yTrue, mul(sub(1, exp(logs)), epsilon));
  return sum(sub(first, mulLogarithm(yTrue, logs)), { axes: at });
}

const spec: LossSpec<PolyCrossentropyOptions> = {
  fn: polyCrossentropy,
  aliases: ["poly_loss_cross_entropy", "poly1CrossEntropy", "polyLoss", "poly_loss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Cross-entropy with a tilted first-order term.",
  formula:
    "\\sum_c y_c \\bigl(-\\log p_c + \\varepsilon (1 - p_c)\\bigr), \\quad p = \\operatorname{softmax}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 2, min: -1, doc: "Coefficient of the added term." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Leng et al. 2022, arXiv:2204.12511"],
  reference: { optax: "poly_loss_cross_entropy" },
};
export default spec;
