import type { Tensor } from "../../core/tensor.ts";
import { div, square, sub } from "../../ops/arithmetic.ts";
import { flatten } from "../../ops/axes.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Distillation of the flow of the solution has no options. */
export type SolutionFlowOptions = Readonly<Record<never, never>>;

/**
 * Distillation of the flow of the solution procedure (FSP): products of the channels of two layers, averaged over places,
 * say how one layer leads to the other; the student's follow the teacher's. Nothing flows back to the teacher.
 * @param teacherFirst an earlier layer of the teacher, [batch, firstChannels, height, width]
 * @param teacherSecond a later one, [batch, secondChannels, height, width]
 * @param studentFirst the student's, as teacherFirst
 * @param studentSecond the student's, as teacherSecond
 * @returns [batch]: the squared distance of both matrices of products
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function solutionFlow(
  teacherFirst: Tensor,
  teacherSecond: Tensor,
  studentFirst: Tensor,
  studentSecond: Tensor,
): Tensor {
  const [first, second] = ["[batch, firstChannels, height, width]", "[batch, secondChannels, height, width]"] as const;
  const { height = 1, width = 1 } = bindFloats("solutionFlow", {
    teacherFirst: [teacherFirst, first],
    teacherSecond: [teacherSecond, second],
    studentFirst: [studentFirst, first],
    studentSecond: [studentSecond, second],
  });
  const flow = (a: Tensor, b: Tensor): Tensor => {
    const [from, to] = [flatten(a, { startAxis: 2 }), flatten(b, { startAxis: 2 })];
    return div(matMul(from, transposeMatrix(to)), height * width);
  };
  const error = sub(flow(studentFirst, studentSecond), stopGradient(flow(teacherFirst, teacherSecond)));
  return sum(square(error), { axes: [1, 2] });
}

const spec: LossSpec<
  SolutionFlowOptions,
  [teacherFirst: Tensor, teacherSecond: Tensor, studentFirst: Tensor, studentSecond: Tensor]
> = {
  fn: solutionFlow,
  aliases: ["FSP"],
  family: "distillation",
  tasks: ["distillation"],
  summary: "One layer leads to another as in the teacher.",
  formula: "\\|G_S - G_T\\|_F^2, \\quad G = \\frac{1}{hw} F_1 F_2^\\top",
  inputs: [
    { name: "teacherFirst", domain: "real", shape: "[batch, firstChannels, height, width]" },
    { name: "teacherSecond", domain: "real", shape: "[batch, secondChannels, height, width]" },
    { name: "studentFirst", domain: "real", shape: "[batch, firstChannels, height, width]", grad: true },
    { name: "studentSecond", domain: "real", shape: "[batch, secondChannels, height, width]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yim et al. 2017, doi:10.1109/CVPR.2017.754"],
  reference: {},
};
export default spec;
