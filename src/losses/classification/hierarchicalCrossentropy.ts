import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { gather } from "../../ops/gather.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { labelTree } from "../label-tree.ts";
import { labelLogs } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface HierarchicalCrossentropyOptions {
  /**
   * The tree of classes: the parent of each node, classes first, then what they are kinds of, each before its own parent, -1
   * for the root. Default: all classes below the root, which is sparseCategoricalCrossentropy.
   */
  readonly parents?: readonly number[];
  /** How much less mistakes far from the classes count; 0 is sparseCategoricalCrossentropy. Default 0.1. */
  readonly alpha?: number;
}

/**
 * Hierarchical cross-entropy: the surprise at each step down a tree from the root to the class, in nats, each step of height h
 * counting e^(-alpha h). Confusing near classes costs less than confusing distant ones.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities; ArgumentError when `parents` are no tree of the classes
 */
export function hierarchicalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { parents, alpha = 0.1 }: HierarchicalCrossentropyOptions = {},
): Tensor {
  const { logs, index } = labelLogs("hierarchicalCrossentropy", yTrue, yPred, { fromLogits: true });
  const tree =
    parents && labelTree("hierarchicalCrossentropy: parents", parents, yPred, (height) => Math.exp(-alpha * height));
  if (tree === undefined) return neg(logs);
  const ofGroups = logSumExp(add(expandDims(logSoftmax(yPred), -2), tree.logMembers), { axes: -1 });
  return neg(add(logs, sum(mul(gather(tree.steps, index), ofGroups), { axes: -1 })));
}

const spec: LossSpec<HierarchicalCrossentropyOptions> = {
  fn: hierarchicalCrossentropy,
  aliases: ["hxe", "hierarchical_cross_entropy"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Cross-entropy along a tree of classes: near mistakes are better than distant ones.",
  formula: "-\\sum_{l} e^{-\\alpha h(c_l)} \\log p(c_l \\mid c_{l+1}), \\quad c_0 = y, \\dots, \\text{root}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    parents: {
      kind: "numbers",
      default: null,
      integer: true,
      min: -1,
      example: [4, 4, 5, 5, 6, 6, -1],
      doc: "Parent of each node of the tree: classes first, each before its parent, -1 for the root.",
    },
    alpha: { kind: "number", default: 0.1, min: 0, doc: "How much less mistakes far from the classes count." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Bertinetto et al. 2020, arXiv:1912.09393"],
  reference: {},
};
export default spec;
