import type { Tensor } from "../../core/tensor.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { gather } from "../../ops/gather.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { lossesByGroup } from "../groups.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface GroupDroOptions {
  /** The loss of each example. Default mean squared error. */
  readonly loss?: LossOption;
  /** Number of groups. */
  readonly groups?: number;
  /** How fast weight moves to the groups with large losses. Default 0.01. */
  readonly rate?: number;
}

/**
 * Group distributionally robust optimisation: the mean loss of the group that is worst off, found by weights that grow with
 * the groups' losses. The mean of the values is the weighted sum of the groups' means.
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @param group of each example, int32 or int64, [batch]
 * @param groupWeights not normalised, [groups]: kept by the loss
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless groups are integers
 */
export function groupDro(
  yTrue: Tensor,
  yPred: Tensor,
  group: Tensor,
  groupWeights: Tensor,
  { loss = meanSquaredError }: GroupDroOptions = {},
): Tensor {
  const { values, index, counts } = lossesByGroup("groupDro", loss, { yTrue, yPred, group, groupWeights });
  const share = div(stopGradient(groupWeights), sum(stopGradient(groupWeights), { keepDims: true }));
  return mul(values, gather(mul(div(share, counts), values.size), index));
}

const spec: LossSpec<GroupDroOptions, [yTrue: Tensor, yPred: Tensor, group: Tensor, groupWeights: Tensor]> = {
  fn: groupDro,
  update: (yTrue, yPred, group, groupWeights, { loss = meanSquaredError, rate = 0.01 } = {}) => {
    const { counts, totals } = lossesByGroup("groupDro", loss, { yTrue, yPred, group, groupWeights });
    const next = mul(groupWeights, exp(mul(div(totals, counts), rate)));
    return { groupWeights: stopGradient(div(next, sum(next, { keepDims: true }))) };
  },
  aliases: [],
  family: "wrapper",
  tasks: ["imbalance", "multiclass"],
  summary: "The group with the largest loss counts most.",
  formula: "\\frac{n\\, q_{g_i}}{n_{g_i}} \\ell_i, \\quad q_g \\propto q_g e^{\\eta \\bar{\\ell}_g}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "group", domain: "classIndex", shape: "[batch]", classesOf: "groupWeights" },
    { name: "groupWeights", domain: "positive", shape: "[groups]", variable: { trainable: false, initial: "ones" } },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss of each example." },
    groups: { kind: "integer", default: null, min: 1, doc: "Number of groups." },
    rate: { kind: "number", default: 0.01, above: 0, doc: "How fast weight moves to groups with large losses." },
  },
  values: "[batch]",
  coupled: true,
  sizes: { groups: 4 },
  minimum: null,
  kinks: [],
  cite: ["Sagawa et al. 2019, arXiv:1911.08731"],
  reference: {},
};
export default spec;
