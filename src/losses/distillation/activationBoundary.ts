import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { greater, indicator } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ActivationBoundaryOptions {
  /** How far beyond 0, on the teacher's side, the student is pushed. Default 1. */
  readonly margin?: number;
}

/**
 * Distillation of activation boundaries: before the activation, each of the student's neurons is on the teacher's side of
 * 0, by a margin; how far beyond does not matter. Averaged over the last axis. Nothing flows back to the teacher.
 * @param yTrue the teacher's neurons before the activation, [batch, ..., n]
 * @param yPred the student's, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ, DTypeError unless both are floats of one dtype
 */
export function activationBoundary(
  yTrue: Tensor,
  yPred: Tensor,
  { margin = 1 }: ActivationBoundaryOptions = {},
): Tensor {
  requireAlike("activationBoundary", yTrue, yPred);
  const side = stopGradient(sub(mul(indicator(greater(yTrue, 0), yPred), 2), 1));
  return meanLastAxis(square(relu(sub(margin, mul(side, yPred)))));
}

const spec: LossSpec<ActivationBoundaryOptions> = {
  fn: activationBoundary,
  aliases: [],
  family: "distillation",
  tasks: ["distillation"],
  summary: "The student's neurons are active where the teacher's are.",
  formula:
    "\\max(0, \\mu - \\mathrm{side}(t)\\, s)^2, \\quad \\mathrm{side}(t) = 1 \\text{ if } t > 0 \\text{ else } -1",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: { margin: { kind: "number", default: 1, min: 0, doc: "How far beyond 0 the student is pushed." } },
  minimum: 0,
  kinks: [],
  cite: ["Heo et al. 2018, arXiv:1811.03233"],
  reference: {},
};
export default spec;
