import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { requireSameShape } from "../../ops/support.ts";
import { meanLastAxis } from "../elementwise.ts";
import { requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MarginRankingOptions {
  /** How far apart two scores have to be before the pair counts nothing. Default 0. */
  readonly margin?: number;
}

/**
 * Hinge on the difference of two scores, averaged over the last axis.
 * @param yTrue 1 where input1 has to be the larger, -1 where input2 has, [batch, ...]
 * @param input1 scores, the same shape
 * @param input2 scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function marginRanking(
  yTrue: Tensor,
  input1: Tensor,
  input2: Tensor,
  { margin = 0 }: MarginRankingOptions = {},
): Tensor {
  requireSameShape("marginRanking", { yTrue, input1, input2 });
  requireFloats("marginRanking", input1, input2, yTrue);
  return meanLastAxis(relu(sub(margin, mul(yTrue, sub(input1, input2)))));
}

const spec: LossSpec<MarginRankingOptions, [yTrue: Tensor, input1: Tensor, input2: Tensor]> = {
  fn: marginRanking,
  aliases: ["MarginRankingLoss", "margin_ranking_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Hinge on the difference of two scores whose order is known.",
  formula: "\\max(0, m - y (s_1 - s_2))",
  inputs: [
    { name: "yTrue", domain: "sign", shape: "[batch, ..., n]", min: -1, max: 1 },
    { name: "input1", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "input2", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: { margin: { kind: "number", default: 0, doc: "How far apart two scores have to be." } },
  minimum: 0,
  kinks: [
    {
      at: "y (s_1 - s_2) = m",
      gradient: "0",
      point: {
        inputs: { yTrue: [1], input1: [2], input2: [1] },
        options: { margin: 1 },
        gradients: { input1: [0], input2: [0] },
      },
    },
  ],
  cite: ["Herbrich et al. 2000, Large margin rank boundaries for ordinal regression"],
  reference: {
    torch: { name: "nn.MarginRankingLoss", differs: "full gradient where the difference is exactly the margin" },
    mlx: { name: "margin_ranking_loss", differs: "not averaged over the last axis" },
  },
};
export default spec;
