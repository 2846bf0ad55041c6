import type { Tensor } from "../../core/tensor.ts";
import { abs, square, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { rowsOf } from "../examples.ts";
import { euclideanNorm } from "../norms.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface AttentionTransferOptions {
  /** Power of the activations, from 1: the larger, the more the strongest places count. Default 2. */
  readonly power?: number;
  /** "norm" (default), of the paper, or the "meanSquare" over places, of the authors' code. */
  readonly distance?: "norm" | "meanSquare";
}

/**
 * Attention transfer: the student's map of where it is active, summed over channels and of length 1, follows the teacher's.
 * Nothing flows back to the teacher.
 * @param yTrue the teacher's activations, [batch, teacherChannels, height, width]
 * @param yPred the student's, [batch, studentChannels, height, width]
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function attentionTransfer(
  yTrue: Tensor,
  yPred: Tensor,
  { power = 2, distance = "norm" }: AttentionTransferOptions = {},
): Tensor {
  bindFloats("attentionTransfer", {
    yTrue: [yTrue, "[batch, teacherChannels, height, width]"],
    yPred: [yPred, "[batch, studentChannels, height, width]"],
  });
  const [teacher, student] = [stopGradient(yTrue), yPred].map((x) =>
    l2Normalize(rowsOf(mean(power === 2 ? square(x) : pow(abs(x), power), { axes: 1 }))),
  ) as [Tensor, Tensor];
  const difference = sub(student, teacher);
  return distance === "norm" ? euclideanNorm(difference) : mean(square(difference), { axes: -1 });
}

const spec: LossSpec<AttentionTransferOptions> = {
  fn: attentionTransfer,
  aliases: [],
  family: "distillation",
  tasks: ["distillation"],
  summary: "The student is active where the teacher is.",
  formula: "\\left\\| \\frac{Q_S}{\\|Q_S\\|} - \\frac{Q_T}{\\|Q_T\\|} \\right\\|, \\quad Q = \\tfrac1C \\sum_c |A_c|^p",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, teacherChannels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, studentChannels, height, width]", grad: true },
  ],
  params: {
    power: { kind: "number", default: 2, min: 1, doc: "Power of the activations." },
    distance: { kind: "choice", default: "norm", choices: ["norm", "meanSquare"], doc: "Of the paper or its code." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "equal maps",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[1, 2]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Zagoruyko and Komodakis 2016, arXiv:1612.03928"],
  reference: {},
};
export default spec;
