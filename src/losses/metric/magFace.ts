import type { Tensor } from "../../core/tensor.ts";
import { add, clip, div, mul, reciprocal, sub } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { euclideanNorm } from "../norms.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, ownAngle, replaceOwn, widened } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface MagFaceOptions extends ClassesOptions {
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
  /** Lengths of embeddings are held between these two. Default [10, 110]. */
  readonly lengths?: readonly number[];
  /** Margins in radians at those lengths, and linearly between. Default [0.45, 0.8]. */
  readonly margins?: readonly number[];
  /** Weight of the term that draws lengths up. Default 35. */
  readonly regularization?: number;
}

/**
 * MagFace: ArcFace whose margin grows with the embedding's length, which so comes to say how good an example is; a term
 * 1/a + a/u² of the length a, where u is the greatest, rewards long ones.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function magFace(yTrue: Tensor, yPred: Tensor, weights: Tensor, options: MagFaceOptions = {}): Tensor {
  const { scale = 64, lengths = [10, 110], margins = [0.45, 0.8], regularization = 35 } = options;
  const [[low, high], [least, most]] = [lengths, margins] as [[number, number], [number, number]];
  const index = checkPrototypes("magFace", yTrue, yPred, ["weights", weights]);
  const length = clip(euclideanNorm(yPred), low, high);
  const margin = add(mul((most - least) / (high - low), sub(length, low)), least);
  const own = widened(ownAngle(yPred, weights, index), margin);
  const losses = softmaxLoss(mul(scale, replaceOwn(cosines(yPred, weights), index, own)), index);
  return add(losses, mul(regularization, add(reciprocal(length), div(length, high ** 2))));
}

const spec: LossSpec<MagFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: magFace,
  aliases: ["MagFaceLoss"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "ArcFace whose margin grows with the embedding's length.",
  formula:
    "-\\log \\frac{e^{s \\cos(\\theta_y + m(a))}}{e^{s \\cos(\\theta_y + m(a))} + \\sum_{c \\ne y} e^{s \\cos\\theta_c}} + \\lambda \\Bigl(\\frac1a + \\frac{a}{u^2}\\Bigr), \\quad a = \\|x\\|",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
    lengths: { kind: "numbers", default: [10, 110], above: 0, example: [1, 8], doc: "Least and greatest length." },
    margins: {
      kind: "numbers",
      default: [0.45, 0.8],
      min: 0,
      max: 3,
      example: [0.3, 0.9],
      doc: "Margins at those, in radians.",
    },
    regularization: { kind: "number", default: 35, min: 0, doc: "Weight of the term that draws lengths up." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Meng et al. 2021, arXiv:2103.06627"],
  reference: {},
};
export default spec;
