import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { centredTarget, crossEntropy } from "../codes.ts";
import { movingMean } from "../columns.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DinoOptions {
  /** Divisor of the student's outputs. Default 0.1. */
  readonly studentTemperature?: number;
  /** Divisor of the teacher's: the smaller, the surer it is. Default 0.04. */
  readonly teacherTemperature?: number;
  /** How much of the centre stays from batch to batch. Default 0.9. */
  readonly centerMomentum?: number;
}

/**
 * DINO: the student's distribution over learned classes follows the sharpened and centred one of the teacher, a slow copy
 * that saw another view. Nothing flows back to the teacher. With several views the paper averages over pairs of them.
 * @param teacherOutput [batch, dim]
 * @param studentOutput the same shape
 * @param center moving mean of the teacher's outputs, [dim]: kept by the loss
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function dino(
  teacherOutput: Tensor,
  studentOutput: Tensor,
  center: Tensor,
  { studentTemperature = 0.1, teacherTemperature = 0.04 }: DinoOptions = {},
): Tensor {
  bindFloats("dino", {
    teacherOutput: [teacherOutput, "[batch, dim]"],
    studentOutput: [studentOutput, "[batch, dim]"],
    center: [center, "[dim]"],
  });
  const target = centredTarget(teacherOutput, center, teacherTemperature);
  return crossEntropy(target, div(studentOutput, studentTemperature));
}

const spec: LossSpec<DinoOptions, [teacherOutput: Tensor, studentOutput: Tensor, center: Tensor]> = {
  fn: dino,
  update: (teacherOutput, _, center, { centerMomentum = 0.9 } = {}) => ({
    center: movingMean(center, teacherOutput, centerMomentum),
  }),
  aliases: ["DINOLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "The student follows a sharpened, centred teacher that saw another view.",
  formula:
    "-\\sum_k \\mathrm{softmax}_k\\left(\\frac{t - c}{\\tau_t}\\right) \\log \\mathrm{softmax}_k\\left(\\frac{s}{\\tau_s}\\right)",
  inputs: [
    { name: "teacherOutput", domain: "logits", shape: "[batch, dim]" },
    { name: "studentOutput", domain: "logits", shape: "[batch, dim]", grad: true },
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
  cite: ["Caron et al. 2021, arXiv:2104.14294"],
  reference: {},
};
export default spec;
