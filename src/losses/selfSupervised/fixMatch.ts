import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { expandDims, squeeze } from "../../ops/axes.ts";
import { greaterEqual, indicator } from "../../ops/compare.ts";
import { gatherElements } from "../../ops/gather.ts";
import { argMax, logSoftmax, max, softmax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface FixMatchOptions {
  /** Probability from which the weak view's class is believed. Default 0.95. */
  readonly threshold?: number;
}

/**
 * FixMatch's loss of examples without labels: where the network is sure of a weakly altered view, the strongly altered view
 * has to get the same class; elsewhere it is 0. Nothing flows back to the weak view.
 * @param weakLogits of the weakly altered view, [batch, classes]
 * @param strongLogits of the strongly altered view, the same shape
 * @returns [batch]; examples that are not believed count as 0 in the mean, as in the paper
 * @throws ShapeError unless both are [batch, classes], DTypeError unless both are floats of one dtype
 */
export function fixMatch(weakLogits: Tensor, strongLogits: Tensor, { threshold = 0.95 }: FixMatchOptions = {}): Tensor {
  const shape = "[batch, classes]";
  bindFloats("fixMatch", { weakLogits: [weakLogits, shape], strongLogits: [strongLogits, shape] });
  const label = expandDims(argMax(weakLogits), 1);
  const isSure = greaterEqual(max(softmax(weakLogits), { axes: -1 }), threshold);
  const surprise = neg(squeeze(gatherElements(logSoftmax(strongLogits), label), 1));
  return mul(stopGradient(indicator(isSure, surprise)), surprise);
}

const spec: LossSpec<FixMatchOptions, [weakLogits: Tensor, strongLogits: Tensor]> = {
  fn: fixMatch,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "multiclass"],
  summary: "Where a weak view is surely of a class, the strong view gets that class too.",
  formula: "-\\mathbb{1}[\\max_c p_c \\ge \\tau] \\log q_{\\arg\\max_c p_c}",
  inputs: [
    { name: "weakLogits", domain: "logits", shape: "[batch, classes]" },
    { name: "strongLogits", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {
    threshold: {
      kind: "number",
      default: 0.95,
      min: 0,
      max: 1,
      example: 0.4,
      doc: "Probability from which the weak view's class is believed.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Sohn et al. 2020, arXiv:2001.07685"],
  reference: {},
};
export default spec;
