import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { flatten } from "../../ops/axes.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Neuron selectivity transfer has no options. */
export type NeuronSelectivityOptions = Readonly<Record<never, never>>;

/**
 * Neuron selectivity transfer: the student's channels, as patterns over places, are distributed like the teacher's. Squared
 * maximum mean discrepancy with the kernel (x · y)² of patterns of length 1. Nothing flows back to the teacher.
 * @param yTrue the teacher's activations, [batch, teacherChannels, height, width]
 * @param yPred the student's, [batch, studentChannels, height, width]
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function neuronSelectivity(yTrue: Tensor, yPred: Tensor): Tensor {
  bindFloats("neuronSelectivity", {
    yTrue: [yTrue, "[batch, teacherChannels, height, width]"],
    yPred: [yPred, "[batch, studentChannels, height, width]"],
  });
  const patterns = (x: Tensor): Tensor => l2Normalize(flatten(x, { startAxis: 2 }));
  const [teacher, student] = [patterns(stopGradient(yTrue)), patterns(yPred)];
  const kernel = (a: Tensor, b: Tensor): Tensor => mean(square(matMul(a, transposeMatrix(b))), { axes: [1, 2] });
  return sub(add(kernel(teacher, teacher), kernel(student, student)), mul(kernel(student, teacher), 2));
}

const spec: LossSpec<NeuronSelectivityOptions> = {
  fn: neuronSelectivity,
  aliases: ["NST"],
  family: "distillation",
  tasks: ["distillation"],
  summary: "The student's channels are distributed like the teacher's.",
  formula:
    "\\operatorname{mean}_{c, d} (t_c \\cdot t_d)^2 + \\operatorname{mean}_{c, d} (s_c \\cdot s_d)^2 - 2 \\operatorname{mean}_{c, d} (t_c \\cdot s_d)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, teacherChannels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, studentChannels, height, width]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Huang and Wang 2017, arXiv:1707.01219"],
  reference: {},
};
export default spec;
