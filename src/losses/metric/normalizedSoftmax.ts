import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface NormalizedSoftmaxOptions extends ClassesOptions {
  /** Divides the cosines. Default 0.05. */
  readonly temperature?: TensorLike;
}

/**
 * Normalised softmax: cross-entropy of the cosines between an example and a weight per class, divided by a temperature.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function normalizedSoftmax(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { temperature = 0.05 }: NormalizedSoftmaxOptions = {},
): Tensor {
  const index = checkPrototypes("normalizedSoftmax", yTrue, yPred, ["weights", weights]);
  return softmaxLoss(div(cosines(yPred, weights), temperature), index);
}

const spec: LossSpec<NormalizedSoftmaxOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: normalizedSoftmax,
  aliases: ["NormalizedSoftmaxLoss", "NormFace"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of cosines, divided by a temperature.",
  formula: "-\\log \\frac{e^{\\cos\\theta_y / T}}{\\sum_c e^{\\cos\\theta_c / T}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    temperature: { kind: "number", default: 0.05, above: 0, trainable: true, doc: "Divides the cosines." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Wang et al. 2017, arXiv:1704.06369", "Zhai and Wu 2018, arXiv:1811.12649"],
  reference: { pml: "NormalizedSoftmaxLoss" },
};
export default spec;
