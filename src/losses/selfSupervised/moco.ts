import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { enqueue } from "../codes.ts";
import { requireViews, rowProducts, surprise } from "../contrast.ts";
import { dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface MocoOptions {
  /** Divisor of the cosines. Default 0.07. */
  readonly temperature?: number;
  /** Keys of earlier batches that are kept as negatives. Default 65536. */
  readonly memory?: number;
}

/**
 * Momentum contrast: the query has to tell its key, made by a slow copy of the network from another view, from the keys of
 * earlier batches. Nothing flows back to keys.
 * @param key [batch, dim]; normalised here
 * @param query the same shape; normalised here
 * @param queue keys of earlier batches, of length 1, newest first, [memory, dim]: kept by the loss
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function moco(key: Tensor, query: Tensor, queue: Tensor, { temperature = 0.07 }: MocoOptions = {}): Tensor {
  requireViews("moco", { key, query }, queue);
  const unit = l2Normalize(query);
  const positive = div(rowProducts(unit, stopGradient(l2Normalize(key))), temperature);
  return surprise(positive, logSumExp(div(dots(unit, stopGradient(queue)), temperature), { axes: -1 }));
}

const spec: LossSpec<MocoOptions, [key: Tensor, query: Tensor, queue: Tensor]> = {
  fn: moco,
  update: (key, _, queue) => ({ queue: enqueue(queue, l2Normalize(key)) }),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "A query tells its key from a long queue of earlier keys.",
  formula: "-\\log \\frac{e^{q \\cdot k / \\tau}}{e^{q \\cdot k / \\tau} + \\sum_{m \\in Q} e^{q \\cdot m / \\tau}}",
  inputs: [
    { name: "key", domain: "embedding", shape: "[batch, dim]" },
    { name: "query", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "queue",
      domain: "embedding",
      shape: "[memory, dim]",
      variable: { trainable: false, initial: "directions" },
    },
  ],
  params: {
    temperature: { kind: "number", default: 0.07, above: 0, doc: "Divisor of the cosines." },
    memory: { kind: "integer", default: 65536, min: 1, doc: "Keys of earlier batches that are kept." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["He et al. 2019, arXiv:1911.05722"],
  reference: {},
};
export default spec;
