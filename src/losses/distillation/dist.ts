import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { centred } from "../relations.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { requireLogits, tempered } from "../teacher.ts";

export interface DistOptions {
  /** Weight of the correlation over the classes of each example. Default 1. */
  readonly beta?: number;
  /** Weight of the correlation over the examples of each class. Default 1. */
  readonly gamma?: number;
  /** Divisor of both logits. Default 1. */
  readonly temperature?: number;
}

/**
 * DIST: the student's probabilities correlate with the teacher's, over the classes of each example and over the examples of
 * each class, instead of being equal to them: a strong teacher's are out of reach. Nothing flows back to the teacher.
 * @param yTrue the teacher's logits, [batch, classes]
 * @param yPred the student's, the same shape
 * @returns [batch]: an example's own part, and the mean of the classes'
 * @throws ShapeError when a shape does not fit, DomainError for probabilities
 */
export function dist(yTrue: Tensor, yPred: Tensor, { beta = 1, gamma = 1, temperature = 1 }: DistOptions = {}): Tensor {
  bindShapes("dist", { yTrue: [yTrue, "[batch, classes]"], yPred: [yPred, "[batch, classes]"] });
  requireLogits("dist", yTrue, yPred);
  const [p, q] = [stopGradient(yTrue), yPred].map((x) => exp(tempered(x, temperature))) as [Tensor, Tensor];
  const unlike = (axis: number): Tensor => {
    const [a, b] = [p, q].map((x) => l2Normalize(centred(x, axis), { axes: axis })) as [Tensor, Tensor];
    return sub(1, sum(mul(a, b), { axes: axis }));
  };
  const ofClasses = mean(unlike(0), { keepDims: true });
  return mul(add(mul(unlike(1), beta), mul(ofClasses, gamma)), temperature ** 2);
}

const spec: LossSpec<DistOptions> = {
  fn: dist,
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The student's probabilities correlate with the teacher's.",
  formula:
    "T^2 \\left(\\beta (1 - \\rho(p_i, q_i)) + \\tfrac{\\gamma}{C} \\sum_c (1 - \\rho(p_{\\cdot c}, q_{\\cdot c}))\\right)",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {
    beta: { kind: "number", default: 1, min: 0, doc: "Weight of the correlation over classes." },
    gamma: { kind: "number", default: 1, min: 0, doc: "Weight of the correlation over examples." },
    temperature: { kind: "number", default: 1, above: 0, doc: "Divisor of both logits." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Huang et al. 2022, arXiv:2205.10536"],
  reference: {},
};
export default spec;
