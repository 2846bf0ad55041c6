import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { dots } from "../pairwise.ts";
import { requireBoth } from "../relations.ts";
import type { LossSpec } from "../spec.ts";

export interface CorrelationCongruenceOptions {
  /** Sharpness of the Gaussian kernel. Default 0.4. */
  readonly gamma?: number;
  /** Terms of the kernel's Taylor series, from 1. Default 2. */
  readonly order?: number;
}

/**
 * Correlation congruence: examples correlate for the student as for the teacher, under a Gaussian kernel of directions,
 * cut after a few terms of its Taylor series. Nothing flows back to the teacher.
 * @param yTrue the teacher's embeddings, [batch, teacherDim]; normalised here
 * @param yPred the student's, [batch, studentDim]; normalised here
 * @returns [batch]: the mean over the batch's examples
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function correlationCongruence(
  yTrue: Tensor,
  yPred: Tensor,
  { gamma = 0.4, order = 2 }: CorrelationCongruenceOptions = {},
): Tensor {
  const [teacher, student] = requireBoth("correlationCongruence", yTrue, yPred).map((x) => {
    const unit = l2Normalize(x);
    const scaled = mul(dots(unit, unit), 2 * gamma);
    let [power, kernel] = [scaled, scaled];
    for (let p = 2; p <= order; p++) {
      power = mul(mul(power, scaled), 1 / p);
      kernel = add(kernel, power);
    }
    return mul(kernel, Math.exp(-2 * gamma));
  }) as [Tensor, Tensor];
  return mean(square(sub(student, teacher)), { axes: -1 });
}

const spec: LossSpec<CorrelationCongruenceOptions> = {
  fn: correlationCongruence,
  aliases: ["CCKD"],
  family: "distillation",
  tasks: ["distillation", "embeddings"],
  summary: "Examples correlate for the student as for the teacher.",
  formula:
    "\\frac1n \\sum_j \\left(k(s_i, s_j) - k(t_i, t_j)\\right)^2, \\quad k(x, y) = e^{-2 \\gamma} \\sum_{p = 0}^{P} \\frac{(2 \\gamma\\, x \\cdot y)^p}{p!}",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, teacherDim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, studentDim]", grad: true },
  ],
  params: {
    gamma: { kind: "number", default: 0.4, above: 0, doc: "Sharpness of the Gaussian kernel." },
    order: { kind: "integer", default: 2, min: 1, doc: "Terms of its Taylor series." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Peng et al. 2019, arXiv:1904.01802"],
  reference: {},
};
export default spec;
