import type { Tensor } from "../core/tensor.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { equal, where as select } from "../ops/compare.ts";
import { oneHot } from "../ops/gather.ts";
import { matMul } from "../ops/matmul.ts";
import { sum } from "../ops/structure.ts";
import { perExample, requireBatch } from "./inner.ts";
import { asIndex, bindShapes } from "./shapes.ts";
import type { LossOption } from "./spec.ts";

/** What the groups of a batch have lost. */
export interface GroupLosses {
  /** The loss of each example, [batch]. */
  readonly values: Tensor;
  /** The group of each, int64. */
  readonly index: Tensor;
  /** Examples of each group, at least 1, [groups]. */
  readonly counts: Tensor;
  /** Sum of each group's losses, [groups]. */
  readonly totals: Tensor;
}

/** The losses of a batch by groups. @param group [batch] @param groupWeights [groups] */
export function lossesByGroup(
  where: string,
  loss: LossOption,
  inputs: Readonly<Record<"yTrue" | "yPred" | "group" | "groupWeights", Tensor>>,
): GroupLosses {
  const { yTrue, yPred, group, groupWeights } = inputs;
  const batch = requireBatch(where, { yPred, yTrue, group });
  const { groups = 1 } = bindShapes(where, { group: [group, "[batch]"], groupWeights: [groupWeights, "[groups]"] });
  const values = perExample(where, loss(yTrue, yPred), batch);
  const index = asIndex(where, group);
  const members = oneHot(index, groups, { dtype: values.dtype });
  const counts = sum(members, { axes: 0 });
  const totals = squeeze(matMul(expandDims(values, 0), members), 0);
  return { values, index, counts: select(equal(counts, 0), 1, counts), totals };
}
