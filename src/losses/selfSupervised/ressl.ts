import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { softmax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { crossEntropy, enqueue } from "../codes.ts";
import { requireViews } from "../contrast.ts";
import { dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ResslOptions {
  /** Divisor of the student's cosines. Default 0.1. */
  readonly studentTemperature?: number;
  /** Divisor of the teacher's. Default 0.04. */
  readonly teacherTemperature?: number;
  /** Keys of earlier batches that are kept. Default 131072. */
  readonly memory?: number;
}

/**
 * Relational self-supervision: a strongly altered view is as near to each of the earlier examples as the slow network finds
 * a weakly altered view. Nothing flows back to keys.
 * @param key of the weakly altered view, by the slow network, [batch, dim]; normalised here
 * @param query of the strongly altered view, the same shape; normalised here
 * @param queue keys of earlier batches, of length 1, newest first, [memory, dim]: kept by the loss
 * @returns [batch]: the cross-entropy of both distributions over the queue
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function ressl(
  key: Tensor,
  query: Tensor,
  queue: Tensor,
  { studentTemperature = 0.1, teacherTemperature = 0.04 }: ResslOptions = {},
): Tensor {
  requireViews("ressl", { key, query }, queue);
  const earlier = stopGradient(queue);
  const target = stopGradient(softmax(div(dots(l2Normalize(key), earlier), teacherTemperature)));
  return crossEntropy(target, div(dots(l2Normalize(query), earlier), studentTemperature));
}

const spec: LossSpec<ResslOptions, [key: Tensor, query: Tensor, queue: Tensor]> = {
  fn: ressl,
  update: (key, _, queue) => ({ queue: enqueue(queue, l2Normalize(key)) }),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Two views of an example are equally near to each of the earlier examples.",
  formula:
    "-\\sum_m \\mathrm{softmax}_m\\left(\\frac{k \\cdot m}{\\tau_t}\\right) \\log \\mathrm{softmax}_m\\left(\\frac{q \\cdot m}{\\tau_s}\\right)",
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
    studentTemperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the student's cosines." },
    teacherTemperature: { kind: "number", default: 0.04, above: 0, doc: "Divisor of the teacher's." },
    memory: { kind: "integer", default: 131072, min: 1, doc: "Keys of earlier batches that are kept." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zheng et al. 2021, arXiv:2107.09282"],
  reference: {},
};
export default spec;
