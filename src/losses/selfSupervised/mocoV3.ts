import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { directions, searchBatch } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

export interface MocoV3Options {
  /** Divisor of the cosines. Default 0.2. */
  readonly temperature?: number;
}

/**
 * MoCo v3: each view's query finds the other view's key, made by a slow copy of the network, among the keys of the batch.
 * Both directions are added and scaled by twice the temperature; nothing flows back to keys.
 * @param query1 from view 1, [batch, dim]; all four are normalised here
 * @param query2 from view 2, the same shape
 * @param key1 of view 1, the same shape
 * @param key2 of view 2, the same shape
 * @returns [batch]
 * @throws ShapeError unless all are [batch, dim], DTypeError unless all are floats of one dtype
 */
export function mocoV3(
  query1: Tensor,
  query2: Tensor,
  key1: Tensor,
  key2: Tensor,
  { temperature = 0.2 }: MocoV3Options = {},
): Tensor {
  const [q1, q2, k1, k2] = directions("mocoV3", { query1, query2, key1, key2 }) as [Tensor, Tensor, Tensor, Tensor];
  const [found1, found2] = [
    searchBatch(q1, stopGradient(k2), temperature),
    searchBatch(q2, stopGradient(k1), temperature),
  ];
  return mul(add(found1, found2), 2 * temperature);
}

const spec: LossSpec<MocoV3Options, [query1: Tensor, query2: Tensor, key1: Tensor, key2: Tensor]> = {
  fn: mocoV3,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Each view's query finds the other view's key among the keys of the batch.",
  formula:
    "-2 \\tau \\log \\frac{e^{q_i \\cdot k_i' / \\tau}}{\\sum_j e^{q_i \\cdot k_j' / \\tau}} - 2 \\tau \\log \\frac{e^{q_i' \\cdot k_i / \\tau}}{\\sum_j e^{q_i' \\cdot k_j / \\tau}}",
  inputs: [
    { name: "query1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "query2", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "key1", domain: "embedding", shape: "[batch, dim]" },
    { name: "key2", domain: "embedding", shape: "[batch, dim]" },
  ],
  params: { temperature: { kind: "number", default: 0.2, above: 0, doc: "Divisor of the cosines." } },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Chen et al. 2021, arXiv:2104.02057"],
  reference: {},
};
export default spec;
