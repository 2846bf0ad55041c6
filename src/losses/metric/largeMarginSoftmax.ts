import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { type ClassesOptions, classesParam, exampleKinks } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { euclideanNorm } from "../norms.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, foldedMultiple, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface LargeMarginSoftmaxOptions extends ClassesOptions {
  /** The angle to the own class counts this many times: whole. Default 4. */
  readonly margin?: number;
  /** Factor of the logits. Default 1. */
  readonly scale?: number;
  /** Weight of the plain cosine mixed in, which the paper anneals from 1000 to 5. Default 0. */
  readonly annealing?: number;
}

/**
 * Large-margin softmax: cross-entropy of the products of an embedding with a weight per class, with the angle to the own
 * class multiplied by a whole number, monotonically: (-1)^k cos(mθ) - 2k.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function largeMarginSoftmax(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 4, scale = 1, annealing = 0 }: LargeMarginSoftmaxOptions = {},
): Tensor {
  const index = checkPrototypes("largeMarginSoftmax", yTrue, yPred, ["weights", weights]);
  const cosine = cosines(yPred, weights);
  const own = ofLabel(cosine, index);
  const mixed = div(add(foldedMultiple(own, margin), mul(annealing, own)), 1 + annealing);
  const lengths = mul(euclideanNorm(yPred, { keepDims: true }), expandDims(euclideanNorm(weights), 0));
  return softmaxLoss(mul(mul(scale, lengths), replaceOwn(cosine, index, mixed)), index);
}

const spec: LossSpec<LargeMarginSoftmaxOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: largeMarginSoftmax,
  aliases: ["LargeMarginSoftmaxLoss", "LSoftmax"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Softmax cross-entropy with the angle to the own class multiplied.",
  formula:
    "-\\log \\frac{e^{\\|w_y\\| \\|x\\| \\psi(\\theta_y)}}{e^{\\|w_y\\| \\|x\\| \\psi(\\theta_y)} + \\sum_{c \\ne y} e^{w_c \\cdot x}}, \\quad \\psi(\\theta) = (-1)^k \\cos(m\\theta) - 2k",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "weights",
      domain: "embedding",
      shape: "[classes, dim]",
      grad: true,
      variable: { trainable: true, initial: "glorotUniform" },
    },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "integer", default: 4, min: 1, doc: "The angle to the own class counts this many times." },
    scale: { kind: "number", default: 1, above: 0, doc: "Factor of the logits." },
    annealing: { kind: "number", default: 0, min: 0, doc: "Weight of the plain cosine mixed in." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Liu et al. 2016, arXiv:1612.02295"],
  reference: { pml: "LargeMarginSoftmaxLoss" },
};
export default spec;
