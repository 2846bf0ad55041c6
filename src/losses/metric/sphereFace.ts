import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { euclideanNorm } from "../norms.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, foldedMultiple, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface SphereFaceOptions extends ClassesOptions {
  /** The angle to the own class counts this many times: whole. Default 4. */
  readonly margin?: number;
  /** Factor of the logits. Default 1. */
  readonly scale?: number;
  /** Weight of the plain cosine mixed in, which the paper anneals from 1000 to 5. Default 0. */
  readonly annealing?: number;
}

/**
 * SphereFace, or A-softmax: cross-entropy of the embedding's length times its cosines to a weight per class, with the angle
 * to the own class multiplied by a whole number, monotonically: (-1)^k cos(mθ) - 2k.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]; only their directions count
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function sphereFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 4, scale = 1, annealing = 0 }: SphereFaceOptions = {},
): Tensor {
  const index = checkPrototypes("sphereFace", yTrue, yPred, ["weights", weights]);
  const cosine = cosines(yPred, weights);
  const own = ofLabel(cosine, index);
  const mixed = div(add(foldedMultiple(own, margin), mul(annealing, own)), 1 + annealing);
  const length = mul(scale, euclideanNorm(yPred, { keepDims: true }));
  return softmaxLoss(mul(length, replaceOwn(cosine, index, mixed)), index);
}

const spec: LossSpec<SphereFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: sphereFace,
  aliases: ["SphereFaceLoss", "ASoftmax"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy with the angle to the own class multiplied.",
  formula:
    "-\\log \\frac{e^{\\|x\\| \\psi(\\theta_y)}}{e^{\\|x\\| \\psi(\\theta_y)} + \\sum_{c \\ne y} e^{\\|x\\| \\cos\\theta_c}}, \\quad \\psi(\\theta) = (-1)^k \\cos(m\\theta) - 2k",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "integer", default: 4, min: 1, doc: "The angle to the own class counts this many times." },
    scale: { kind: "number", default: 1, above: 0, doc: "Factor of the logits." },
    annealing: { kind: "number", default: 0, min: 0, doc: "Weight of the plain cosine mixed in." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Liu et al. 2017, arXiv:1704.08063"],
  reference: { pml: "SphereFaceLoss" },
};
export default spec;
