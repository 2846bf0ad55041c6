import { ShapeError } from "../../core/errors.ts";
import { normalizeAxis, sameShape, shapeText } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg } from "../../ops/arithmetic.ts";
import { equal, notEqual, where } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { gatherElements } from "../../ops/gather.ts";
import { logSoftmax, mean } from "../../ops/reduce.ts";
import { cast, reshape, sum } from "../../ops/structure.ts";
import { checkLogits } from "../domain.ts";
import type { LossSpec } from "../spec.ts";

export interface SparseCategoricalCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
  /** Moves targets towards the uniform distribution, as PyTorch. Default 0. */
  readonly labelSmoothing?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Cross-entropy in nats for integer labels. A softmax's output is traced back to its logits, so that value and gradient are
 * exact however sure the network is.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], integers
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes; DomainError for logits without `fromLogits`, or
 *   probabilities with it
 */
export function sparseCategoricalCrossentropy(yTrue: Tensor, yPred: Tensor, options: SparseCategoricalCrossentropyOptions = {}): Tensor {
  const { fromLogits = false, ignoreClass, labelSmoothing = 0, axis = -1 } = options;
  checkLogits("sparseCategoricalCrossentropy", yPred, fromLogits);
  const labels = alignLabels(yTrue, yPred, axis);
  const index = ignoreClass === undefined ? labels : where(equal(labels, ignoreClass), 0, labels);
  const axes = normalizeAxis("sparseCategoricalCrossentropy", axis, yPred.rank);
  const logProbabilities = fromLogits
    ? logSoftmax(yPred, { axis: axes })
    : log(div(yPred, sum(yPred, { axes, keepDims: true })));
  const loss = neg(reshape(gatherElements(logProbabilities, index, { axis: axes }), withoutAxis(yPred, axes)));
  if (labelSmoothing === 0) return loss;
  return add(mul(loss, 1 - labelSmoothing), mul(neg(mean(logProbabilities, { axes })), labelSmoothing));
}

/** Labels as int64 with an axis of size 1 where yPred has its classes. */
function alignLabels(yTrue: Tensor, yPred: Tensor, axis: number): Tensor {
  const at = normalizeAxis("sparseCategoricalCrossentropy", axis, yPred.rank);
  const kept = withoutAxis(yPred, at);
  if (!sameShape(yTrue.shape, kept) && !sameShape(yTrue.shape, [...kept, 1]))
    throw new ShapeError("sparseCategoricalCrossentropy", {
      expected: `one label per prediction: yTrue of shape ${shapeText(kept)} for yPred ${shapeText(yPred.shape)}`,
      got: shapeText(yTrue.shape),
      fix: sameShape(yTrue.shape, yPred.shape) ? "use categoricalCrossentropy for one-hot targets" : "reshape yTrue",
    });
  return reshape(cast(yTrue, "int64"), yPred.shape.map((size, i) => (i === at ? 1 : size)));
}

function withoutAxis(x: Tensor, axis: number): number[] {
  return x.shape.filter((_, i) => i !== axis);
}

function counts(yTrue: Tensor, yPred: Tensor, { ignoreClass, axis = -1 }: SparseCategoricalCrossentropyOptions = {}): Tensor | undefined {
  return ignoreClass === undefined ? undefined : notEqual(alignLabels(yTrue, yPred, axis), ignoreClass);
}

const spec: LossSpec<SparseCategoricalCrossentropyOptions> = {
  fn: sparseCategoricalCrossentropy,
  mask: counts,
  aliases: [
    "scce",
    "sparse_categorical_crossentropy",
    "SparseCategoricalCrossentropy",
    { name: "CrossEntropyLoss", options: { fromLogits: true, ignoreClass: -100 } },
    { name: "cross_entropy", options: { fromLogits: true, ignoreClass: -100 } },
    { name: "softmax_cross_entropy_with_integer_labels", options: { fromLogits: true } },
  ],
  family: "classification",
  summary: "Surprise, in nats, at the class index under the predicted distribution.",
  formula: "-\\log \\hat{y}_{y}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards the uniform distribution." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x"],
  reference: {
    keras: "SparseCategoricalCrossentropy",
    torch: "nn.CrossEntropyLoss",
    optax: "softmax_cross_entropy_with_integer_labels",
  },
};
export default spec;
