import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, ownAngle, replaceOwn, widened } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface ArcFaceOptions extends ClassesOptions {
  /** Added to the angle between an example and the weight of its class, in radians. Default 0.5. */
  readonly margin?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
}

/**
 * ArcFace: cross-entropy of scaled cosines, with a margin added to the angle to the own class. Where that angle exceeds
 * π - margin, cos θ - margin sin(margin) stands for cos(θ + margin), so that the loss goes on growing.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function arcFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.5, scale = 64 }: ArcFaceOptions = {},
): Tensor {
  const index = checkPrototypes("arcFace", yTrue, yPred, ["weights", weights]);
  const own = widened(ownAngle(yPred, weights, index), margin);
  return softmaxLoss(mul(scale, replaceOwn(cosines(yPred, weights), index, own)), index);
}

const spec: LossSpec<ArcFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: arcFace,
  aliases: [{ name: "ArcFaceLoss", options: { margin: 0.4991641660703782 } }, "ArcMarginProduct"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of cosines with a margin added to the angle to the own class.",
  formula:
    "-\\log \\frac{e^{s \\cos(\\theta_y + m)}}{e^{s \\cos(\\theta_y + m)} + \\sum_{c \\ne y} e^{s \\cos\\theta_c}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.5, min: 0, below: Math.PI, doc: "Added to the angle, in radians." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: [
    {
      at: "an example in the direction of its class's weight: the margin has no direction there",
      gradient: "that of the cosines alone",
      point: {
        inputs: { yTrue: [0], yPred: [[2, 0]], weights: [[1, 0], [-1, 0]] }, // biome-ignore format: rows
        gradients: { yPred: [[0, 0]] },
      },
    },
  ],
  cite: ["Deng et al. 2018, arXiv:1801.07698"],
  reference: { pml: { name: "ArcFaceLoss", differs: "margin in degrees, 28.6" } },
};
export default spec;
