import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface CosFaceOptions extends ClassesOptions {
  /** Taken from the cosine between an example and the weight of its class. Default 0.35. */
  readonly margin?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
}

/**
 * CosFace, or additive margin softmax: cross-entropy of scaled cosines, that of the own class less a margin.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function cosFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.35, scale = 64 }: CosFaceOptions = {},
): Tensor {
  const index = checkPrototypes("cosFace", yTrue, yPred, ["weights", weights]);
  const cosine = cosines(yPred, weights);
  return softmaxLoss(mul(scale, replaceOwn(cosine, index, sub(ofLabel(cosine, index), margin))), index);
}

const spec: LossSpec<CosFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: cosFace,
  aliases: ["CosFaceLoss", "AMSoftmax", "LMCL"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of cosines, that of the own class less a margin.",
  formula:
    "-\\log \\frac{e^{s (\\cos\\theta_y - m)}}{e^{s (\\cos\\theta_y - m)} + \\sum_{c \\ne y} e^{s \\cos\\theta_c}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.35, doc: "Taken from the own class's cosine." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Wang et al. 2018, arXiv:1801.09414", "Wang et al. 2018, arXiv:1801.05599"],
  reference: { pml: "CosFaceLoss" },
};
export default spec;
