import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { euclideanNorm } from "../norms.ts";
import { checkPrototypes, cosinesToCenters, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftTripleOptions extends ClassesOptions {
  /** Centres per class. Default 10. */
  readonly centersPerClass?: number;
  /** Factor of the similarities to classes. Default 20. */
  readonly scale?: number;
  /** Temperature of the softmax over a class's centres. Default 0.1. */
  readonly gamma?: number;
  /** Taken from the similarity to the own class. Default 0.01. */
  readonly margin?: number;
  /** Weight of the distances between a class's centres, which merges those that are not needed. Default 0.2. */
  readonly tau?: number;
}

/**
 * SoftTriple: cross-entropy of similarities to classes that have several centres each, weighted by a softmax over them.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param centers [classes, centersPerClass, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function softTriple(yTrue: Tensor, yPred: Tensor, centers: Tensor, options: SoftTripleOptions = {}): Tensor {
  const { scale = 20, gamma = 0.1, margin = 0.01, tau = 0.2 } = options;
  const shape = "[classes, centersPerClass, dim]";
  const index = checkPrototypes("softTriple", yTrue, yPred, ["centers", centers], shape);
  const cosine = cosinesToCenters(yPred, centers);
  const similarity = sum(mul(softmax(div(cosine, gamma)), cosine), { axes: -1 });
  const own = sub(ofLabel(similarity, index), margin);
  const losses = softmaxLoss(mul(scale, replaceOwn(similarity, index, own)), index);
  return tau === 0 ? losses : add(losses, mul(tau, spread(l2Normalize(centers))));
}

/** Half the mean distance between two centres of a class. */
function spread(centers: Tensor): Tensor {
  const [classes, count] = centers.shape as readonly [number, number];
  const apart = euclideanNorm(sub(expandDims(centers, 1), expandDims(centers, 2)));
  return div(sum(apart), 2 * classes * Math.max(1, count * (count - 1)));
}

const spec: LossSpec<SoftTripleOptions, [yTrue: Tensor, yPred: Tensor, centers: Tensor]> = {
  fn: softTriple,
  aliases: [{ name: "SoftTripleLoss", options: { tau: 0 } }],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of similarities to classes of several centres each.",
  formula:
    "-\\log \\frac{e^{\\lambda (S_y - \\delta)}}{e^{\\lambda (S_y - \\delta)} + \\sum_{c \\ne y} e^{\\lambda S_c}} + \\tau R, \\quad S_c = \\sum_k \\operatorname{softmax}_k\\Bigl(\\frac{x \\cdot w_{ck}}{\\gamma}\\Bigr) x \\cdot w_{ck}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "centers" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "centers", domain: "embedding", shape: "[classes, centersPerClass, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    centersPerClass: { kind: "integer", default: 10, min: 1, doc: "Centres per class." },
    scale: { kind: "number", default: 20, above: 0, doc: "Factor of the similarities." },
    gamma: { kind: "number", default: 0.1, above: 0, doc: "Temperature of the softmax over centres." },
    margin: { kind: "number", default: 0.01, doc: "Taken from the similarity to the own class." },
    tau: { kind: "number", default: 0.2, min: 0, doc: "Weight of the distances between a class's centres." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Qian et al. 2019, arXiv:1909.05235"],
  reference: { pml: { name: "SoftTripleLoss", differs: "no term for the distances between centres" } },
};
export default spec;
