import type { Tensor } from "../../core/tensor.ts";
import { gather } from "../../ops/gather.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { argMax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { enqueue } from "../codes.ts";
import { requireViews, searchBatch } from "../contrast.ts";
import { dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface NnclrOptions {
  /** Divisor of the cosines. Default 0.1. */
  readonly temperature?: number;
  /** Projections of earlier batches that neighbours are taken from. Default 98304. */
  readonly memory?: number;
}

/**
 * NNCLR: the nearest neighbour of one view's projection, among those of earlier batches, has to find the other view's
 * prediction in the batch: positives are more than two crops of one image. Nothing flows back to projections. The paper
 * adds the same with the views swapped.
 * @param projection of one view, [batch, dim]; normalised here
 * @param prediction from the other view, the same shape; normalised here
 * @param queue projections of earlier batches, of length 1, newest first, [memory, dim]: kept by the loss
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function nnclr(
  projection: Tensor,
  prediction: Tensor,
  queue: Tensor,
  { temperature = 0.1 }: NnclrOptions = {},
): Tensor {
  requireViews("nnclr", { projection, prediction }, queue);
  const neighbour = stopGradient(gather(queue, argMax(dots(projection, queue))));
  return searchBatch(neighbour, l2Normalize(prediction), temperature);
}

const spec: LossSpec<NnclrOptions, [projection: Tensor, prediction: Tensor, queue: Tensor]> = {
  fn: nnclr,
  update: (projection, _, queue) => ({ queue: enqueue(queue, l2Normalize(projection)) }),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "A view's nearest neighbour among earlier examples finds the other view in the batch.",
  formula:
    "-\\log \\frac{e^{n_i \\cdot p_i / \\tau}}{\\sum_j e^{n_i \\cdot p_j / \\tau}}, \\quad n_i = \\arg\\max_{m \\in Q} m \\cdot z_i",
  inputs: [
    { name: "projection", domain: "embedding", shape: "[batch, dim]" },
    { name: "prediction", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "queue",
      domain: "embedding",
      shape: "[memory, dim]",
      variable: { trainable: false, initial: "directions" },
    },
  ],
  params: {
    temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the cosines." },
    memory: { kind: "integer", default: 98304, min: 1, doc: "Projections of earlier batches that are kept." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Dwibedi et al. 2021, arXiv:2104.14548"],
  reference: {},
};
export default spec;
