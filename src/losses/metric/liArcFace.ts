import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { atan2 } from "../../ops/trigonometric.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { angleBetween, checkPrototypes, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface LiArcFaceOptions extends ClassesOptions {
  /** Added to the angle between an example and the weight of its class, in radians. Default 0.45. */
  readonly margin?: number;
  /** Factor of the logits. Default 64. */
  readonly scale?: number;
}

/**
 * Li-ArcFace (AirFace): cross-entropy of logits that fall linearly with the angle, (π - 2θ)/π, with a margin added to the
 * angle to the own class.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function liArcFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.45, scale = 64 }: LiArcFaceOptions = {},
): Tensor {
  const index = checkPrototypes("liArcFace", yTrue, yPred, ["weights", weights]);
  const { cosine, sine } = angleBetween(expandDims(l2Normalize(yPred), 1), expandDims(l2Normalize(weights), 0));
  const linear = sub(1, mul(2 / Math.PI, atan2(sine, cosine)));
  const own = sub(ofLabel(linear, index), (2 * margin) / Math.PI);
  return softmaxLoss(mul(scale, replaceOwn(linear, index, own)), index);
}

const spec: LossSpec<LiArcFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: liArcFace,
  aliases: ["AirFace", "LinearArcFace"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of logits linear in the angle, with a margin on that to the own class.",
  formula:
    "-\\log \\frac{e^{s f(\\theta_y + m)}}{e^{s f(\\theta_y + m)} + \\sum_{c \\ne y} e^{s f(\\theta_c)}}, \\quad f(\\theta) = \\frac{\\pi - 2\\theta}{\\pi}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.45, min: 0, doc: "Added to the angle, in radians." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the logits." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Li et al. 2019, arXiv:1907.12256"],
  reference: {},
};
export default spec;
