import type { Tensor } from "../core/tensor.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { logSoftmax } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { checkLogits } from "./domain.ts";
import { requireAlike } from "./elementwise.ts";
import { asIndex, bindFloats, notated } from "./shapes.ts";

/**
 * Logits of a teacher and a student, which may be compared.
 * @throws ShapeError when shapes differ, DTypeError unless both are floats of one dtype, DomainError for probabilities
 */
export function requireLogits(where: string, yTrue: Tensor, yPred: Tensor): void {
  requireAlike(where, yTrue, yPred);
  for (const logits of [yTrue, yPred]) checkLogits(where, logits, true, "softmax");
}

/** Labels [batch] as indices beside logits [batch, classes], checked. */
export function requireLabelled(where: string, labels: Tensor, logits: Readonly<Record<string, Tensor>>): Tensor {
  bindFloats(where, { labels: [labels, "[batch]"], ...notated(logits, "[batch, classes]") }, "labels");
  for (const each of Object.values(logits)) checkLogits(where, each, true, "softmax");
  return asIndex(where, labels);
}

/** log softmax(logits / temperature) over the last axis. */
export function tempered(logits: Tensor, temperature: number): Tensor {
  return logSoftmax(div(logits, temperature));
}

/** Kullback-Leibler divergence of q from p over the last axis, both as log-probabilities. */
export function divergence(logP: Tensor, logQ: Tensor): Tensor {
  return sum(mul(exp(logP), sub(logP, logQ)), { axes: -1 });
}
