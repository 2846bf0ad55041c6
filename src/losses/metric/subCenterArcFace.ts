import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { gather } from "../../ops/gather.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { max } from "../../ops/reduce.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { angleBetween, checkPrototypes, cosinesToCenters, replaceOwn, widened } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface SubCenterArcFaceOptions extends ClassesOptions {
  /** Weights per class. Default 3. */
  readonly subCenters?: number;
  /** Added to the angle between an example and the nearest weight of its class, in radians. Default 0.5. */
  readonly margin?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
}

/**
 * Sub-center ArcFace: ArcFace with several weights per class, of which the nearest counts.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, subCenters, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function subCenterArcFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.5, scale = 64 }: SubCenterArcFaceOptions = {},
): Tensor {
  const shape = "[classes, subCenters, dim]";
  const index = checkPrototypes("subCenterArcFace", yTrue, yPred, ["weights", weights], shape);
  const cosine = max(cosinesToCenters(yPred, weights), { axes: -1 });
  const angles = angleBetween(expandDims(l2Normalize(yPred), 1), l2Normalize(gather(weights, index)));
  const own = max(widened(angles, margin), { axes: -1 });
  return softmaxLoss(mul(scale, replaceOwn(cosine, index, own)), index);
}

const spec: LossSpec<SubCenterArcFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: subCenterArcFace,
  aliases: [{ name: "SubCenterArcFaceLoss", options: { margin: 0.4991641660703782 } }],
  family: "metric",
  tasks: ["embeddings", "multiclass", "noise"],
  summary: "ArcFace with several weights per class, of which the nearest counts.",
  formula:
    "-\\log \\frac{e^{s \\cos(\\theta_y + m)}}{e^{s \\cos(\\theta_y + m)} + \\sum_{c \\ne y} e^{s \\cos\\theta_c}}, \\quad \\theta_c = \\min_k \\theta_{ck}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, subCenters, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    subCenters: { kind: "integer", default: 3, min: 1, doc: "Weights per class." },
    margin: { kind: "number", default: 0.5, min: 0, below: Math.PI, doc: "Added to the angle, in radians." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Deng et al. 2020, Sub-center ArcFace: Boosting Face Recognition by Large-Scale Noisy Web Faces"],
  reference: { pml: { name: "SubCenterArcFaceLoss", differs: "margin in degrees, 28.6" } },
};
export default spec;
