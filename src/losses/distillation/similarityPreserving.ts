import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { dots } from "../pairwise.ts";
import { requireBoth } from "../relations.ts";
import type { LossSpec } from "../spec.ts";

/** Similarity-preserving distillation has no options. */
export type SimilarityPreservingOptions = Readonly<Record<never, never>>;

/**
 * Similarity-preserving distillation: pairs of examples that are alike for the teacher are alike for the student. Each
 * example's products with the batch are brought to length 1. Nothing flows back to the teacher.
 * @param yTrue the teacher's activations, [batch, teacherDim]: flatten maps first
 * @param yPred the student's, [batch, studentDim]
 * @returns [batch]: the mean over the batch's examples
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function similarityPreserving(yTrue: Tensor, yPred: Tensor): Tensor {
  const [teacher, student] = requireBoth("similarityPreserving", yTrue, yPred);
  const likeness = (x: Tensor): Tensor => l2Normalize(dots(x, x));
  return mean(square(sub(likeness(student), likeness(teacher))), { axes: -1 });
}

const spec: LossSpec<SimilarityPreservingOptions> = {
  fn: similarityPreserving,
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "embeddings"],
  summary: "Examples that are alike for the teacher are alike for the student.",
  formula:
    "\\frac1n \\left\\| \\frac{(S S^\\top)_i}{\\|(S S^\\top)_i\\|} - \\frac{(T T^\\top)_i}{\\|(T T^\\top)_i\\|} \\right\\|^2",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, teacherDim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, studentDim]", grad: true },
  ],
  params: {},
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Tung and Mori 2019, arXiv:1907.09682"],
  reference: {},
};
export default spec;
