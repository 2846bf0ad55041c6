import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { concat } from "../../ops/indexing.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { softmax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { crossEntropy, enqueue } from "../codes.ts";
import { requireViews, rowProducts } from "../contrast.ts";
import { dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SeedOptions {
  /** Divisor of the student's cosines. Default 0.2. */
  readonly studentTemperature?: number;
  /** Divisor of the teacher's. Default 0.01. */
  readonly teacherTemperature?: number;
  /** The teacher's embeddings of earlier batches that are kept. Default 65536. */
  readonly memory?: number;
}

/**
 * Self-supervised distillation (SEED): the student is as near to each of many earlier examples, as the teacher put them,
 * and to the teacher's embedding of the example itself, as the teacher is. No labels; nothing flows back to the teacher.
 * @param yTrue the teacher's embeddings, [batch, dim]; normalised here
 * @param yPred the student's, the same shape; normalised here
 * @param queue the teacher's of earlier batches, of length 1, newest first, [memory, dim]: kept by the loss
 * @returns [batch]: the cross-entropy of both distributions
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function seed(
  yTrue: Tensor,
  yPred: Tensor,
  queue: Tensor,
  { studentTemperature = 0.2, teacherTemperature = 0.01 }: SeedOptions = {},
): Tensor {
  requireViews("seed", { yTrue, yPred }, queue);
  const [teacher, earlier] = [stopGradient(l2Normalize(yTrue)), stopGradient(queue)];
  const cosines = (x: Tensor): Tensor =>
    concat([dots(x, earlier), expandDims(rowProducts(x, teacher), 1)], { axis: 1 });
  const target = softmax(div(cosines(teacher), teacherTemperature));
  return crossEntropy(target, div(cosines(l2Normalize(yPred)), studentTemperature));
}

const spec: LossSpec<SeedOptions, [yTrue: Tensor, yPred: Tensor, queue: Tensor]> = {
  fn: seed,
  update: (yTrue, _, queue) => ({ queue: enqueue(queue, l2Normalize(yTrue)) }),
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "pretraining", "embeddings"],
  summary: "The student is as near to each earlier example as the teacher.",
  formula:
    "-\\sum_m \\mathrm{softmax}_m\\left(\\frac{t \\cdot d_m}{\\tau_T}\\right) \\log \\mathrm{softmax}_m\\left(\\frac{s \\cdot d_m}{\\tau_S}\\right)",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, dim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "queue",
      domain: "embedding",
      shape: "[memory, dim]",
      variable: { trainable: false, initial: "directions" },
    },
  ],
  params: {
    studentTemperature: { kind: "number", default: 0.2, above: 0, doc: "Divisor of the student's cosines." },
    teacherTemperature: { kind: "number", default: 0.01, above: 0, doc: "Divisor of the teacher's." },
    memory: { kind: "integer", default: 65536, min: 1, doc: "The teacher's embeddings that are kept." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Fang et al. 2021, arXiv:2101.04731"],
  reference: {},
};
export default spec;
