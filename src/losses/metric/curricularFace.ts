import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { greater, where } from "../../ops/compare.ts";
import { type ClassesOptions, classesParam, followed, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, movingMean, ownAngle, replaceOwn, turned, widened } from "../prototypes.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CurricularFaceOptions extends ClassesOptions {
  /** Added to the angle between an example and the weight of its class, in radians. Default 0.5. */
  readonly margin?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
  /** Weight of the batch in the moving average of the own classes' cosine. Default 0.01. */
  readonly momentum?: number;
}

/**
 * CurricularFace: ArcFace in which the cosines of other classes that exceed the own one, margin included, count more the
 * further training has come: times t + cos θ, where t is a moving average of the cosine to the own class.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @param progress t of the step before, [1]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function curricularFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  progress: Tensor,
  { margin = 0.5, scale = 64, momentum = 0.01 }: CurricularFaceOptions = {},
): Tensor {
  bindShapes("curricularFace", { progress: [progress, "[1]"] });
  const index = checkPrototypes("curricularFace", yTrue, yPred, ["weights", weights], "[classes, dim]", progress);
  const [cosine, own] = [cosines(yPred, weights), ownAngle(yPred, weights, index)];
  const isHard = greater(cosine, expandDims(turned(own, margin), 1));
  const t = movingMean(own.cosine, progress, momentum);
  const harder = where(isHard, mul(cosine, add(cosine, t)), cosine);
  return softmaxLoss(mul(scale, replaceOwn(harder, index, widened(own, margin))), index);
}

const spec: LossSpec<CurricularFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor, progress: Tensor]> = {
  fn: curricularFace,
  update: (yTrue, yPred, weights, progress, { momentum = 0.01 } = {}) => ({
    progress: movingMean(ownAngle(yPred, weights, yTrue).cosine, progress, momentum),
  }),
  aliases: ["CurricularFaceLoss"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "ArcFace in which hard negatives count more as training proceeds.",
  formula:
    "-\\log \\frac{e^{s \\cos(\\theta_y + m)}}{e^{s \\cos(\\theta_y + m)} + \\sum_{c \\ne y} e^{s N(\\cos\\theta_c)}}, \\quad N(u) = \\begin{cases} u & u \\le \\cos(\\theta_y + m) \\\\ u (t + u) & \\text{else} \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
    { name: "progress", domain: "real", shape: "[1]", variable: followed },
  ],
  coupled: true,
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.5, min: 0, below: Math.PI, doc: "Added to the angle, in radians." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
    momentum: { kind: "number", default: 0.01, min: 0, max: 1, doc: "Weight of the batch in the moving average." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Huang et al. 2020, arXiv:2004.00288"],
  reference: {},
};
export default spec;
