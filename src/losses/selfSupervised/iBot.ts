import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { notEqual } from "../../ops/compare.ts";
import { centredTarget, crossEntropy } from "../codes.ts";
import { movingMean } from "../columns.ts";
import { keepsAny } from "../examples.ts";
import { maskedMean } from "../pairwise.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface IBotOptions {
  /** Divisor of the student's outputs. Default 0.1. */
  readonly studentTemperature?: number;
  /** Divisor of the teacher's. Default 0.04. */
  readonly teacherTemperature?: number;
  /** How much of the centre stays from batch to batch. Default 0.9. */
  readonly centerMomentum?: number;
}

/**
 * iBOT's loss of patches: at each patch hidden from it, the student predicts the teacher's distribution over learned
 * classes there. Images without a hidden patch do not count.
 * @param teacherOutput [batch, patches, dim]
 * @param studentOutput the same shape
 * @param mask 1 where the patch was hidden from the student, else 0, [batch, patches]
 * @param center moving mean of the teacher's outputs, [dim]: kept by the loss
 * @returns [batch]: the mean over the hidden patches
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function iBot(
  teacherOutput: Tensor,
  studentOutput: Tensor,
  mask: Tensor,
  center: Tensor,
  { studentTemperature = 0.1, teacherTemperature = 0.04 }: IBotOptions = {},
): Tensor {
  bindFloats("iBot", {
    teacherOutput: [teacherOutput, "[batch, patches, dim]"],
    studentOutput: [studentOutput, "[batch, patches, dim]"],
    mask: [mask, "[batch, patches]"],
    center: [center, "[dim]"],
  });
  const target = centredTarget(teacherOutput, center, teacherTemperature);
  return maskedMean(crossEntropy(target, div(studentOutput, studentTemperature)), notEqual(mask, 0), { axes: -1 });
}

const spec: LossSpec<IBotOptions, [teacherOutput: Tensor, studentOutput: Tensor, mask: Tensor, center: Tensor]> = {
  fn: iBot,
  mask: (_, __, mask) => keepsAny(mask),
  update: (teacherOutput, _, __, center, { centerMomentum = 0.9 } = {}) => ({
    center: movingMean(center, teacherOutput, centerMomentum),
  }),
  aliases: ["IBOTPatchLoss"],
  family: "selfSupervised",
  tasks: ["pretraining"],
  summary: "The student predicts the teacher's distribution at patches it did not see.",
  formula:
    "-\\frac{1}{|M|} \\sum_{i \\in M} \\sum_k \\mathrm{softmax}_k\\left(\\frac{t_i - c}{\\tau_t}\\right) \\log \\mathrm{softmax}_k\\left(\\frac{s_i}{\\tau_s}\\right)",
  inputs: [
    { name: "teacherOutput", domain: "logits", shape: "[batch, patches, dim]" },
    { name: "studentOutput", domain: "logits", shape: "[batch, patches, dim]", grad: true },
    { name: "mask", domain: "binary", shape: "[batch, patches]" },
    { name: "center", domain: "real", shape: "[dim]", variable: { trainable: false, initial: "zeros" } },
  ],
  params: {
    studentTemperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the student's outputs." },
    teacherTemperature: { kind: "number", default: 0.04, above: 0, doc: "Divisor of the teacher's outputs." },
    centerMomentum: { kind: "number", default: 0.9, min: 0, max: 1, doc: "How much of the centre stays." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhou et al. 2021, arXiv:2111.07832"],
  reference: {},
};
export default spec;
