import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { exp, mulOrZero, xlogy } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";
import { temperedLogOfExp, temperedLogSoftmax } from "../tempered.ts";

export interface BiTemperedLogisticOptions {
  /** Temperature of the logarithm; below 1 the loss is bounded, so outliers far off do not lead. Default 0.8. */
  readonly t1?: number;
  /** Temperature of the softmax; above 1 its tails are heavy, so wrong labels near the boundary weigh less. Default 1.2. */
  readonly t2?: number;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Bi-tempered logistic loss: the Bregman divergence of a tempered logarithm between target and tempered softmax. Both
 * temperatures 1 give the softmax cross-entropy (less the target's entropy).
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function biTemperedLogistic(
  yTrue: Tensor,
  yPred: Tensor,
  { t1 = 0.8, t2 = 1.2, labelSmoothing = 0 }: BiTemperedLogisticOptions = {},
): Tensor {
  requireAlike("biTemperedLogistic", yTrue, yPred);
  classAxis("biTemperedLogistic", yPred, -1, true);
  const uniform = labelSmoothing / (yPred.shape.at(-1) as number);
  const target = labelSmoothing === 0 ? yTrue : add(mul(yTrue, 1 - labelSmoothing), uniform);
  const logs = temperedLogSoftmax(yPred, t2);
  // y log_t1 y, which is (y^(2 - t1) - y) / (1 - t1)
  const power = powerOrZero(target, 2 - t1);
  const own = t1 === 1 ? xlogy(target, target) : div(sub(power, target), 1 - t1);
  const cross = sub(own, mulOrZero(target, temperedLogOfExp(logs, t1)));
  return sum(add(cross, div(sub(exp(mul(logs, 2 - t1)), power), 2 - t1)), { axes: -1 });
}

const spec: LossSpec<BiTemperedLogisticOptions> = {
  fn: biTemperedLogistic,
  aliases: ["bi_tempered_logistic_loss"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Logistic loss with a bounded logarithm and a heavy-tailed softmax.",
  formula:
    "\\sum_c y_c (\\log_{t_1} y_c - \\log_{t_1} \\hat{y}_c) - \\frac{y_c^{2 - t_1} - \\hat{y}_c^{2 - t_1}}{2 - t_1}, \\quad \\hat{y} = \\exp_{t_2}(z - \\lambda(z))",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    t1: { kind: "number", default: 0.8, min: 0, max: 1, doc: "Temperature of the logarithm; below 1 bounds the loss." },
    t2: { kind: "number", default: 1.2, min: 1, doc: "Temperature of the softmax; above 1 makes its tails heavy." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards uniform." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Amid et al. 2019, arXiv:1906.03361"],
  reference: {},
};
export default spec;
