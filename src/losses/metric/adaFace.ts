import type { Tensor } from "../../core/tensor.ts";
import { add, clip, div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { euclideanNorm } from "../norms.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, ownAngle, replaceOwn, rotated } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface AdaFaceOptions extends ClassesOptions {
  /** Margin, of the angle in radians and of the cosine. Default 0.4. */
  readonly margin?: number;
  /** Standard deviations of the length, times this, are the share of the margin. Default 0.333. */
  readonly concentration?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
}

/**
 * AdaFace: cross-entropy of scaled cosines with a margin that depends on quality, told by the embedding's length against the
 * batch's: good examples get a margin of the cosine and a negative one of the angle, poor ones one of the angle.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function adaFace(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.4, concentration = 0.333, scale = 64 }: AdaFaceOptions = {},
): Tensor {
  const index = checkPrototypes("adaFace", yTrue, yPred, ["weights", weights]);
  const length = stopGradient(clip(euclideanNorm(yPred), 0.001, 100));
  const centred = sub(length, mean(length));
  const deviation = sqrt(div(sum(square(centred)), Math.max(1, length.size - 1)));
  const quality = clip(div(mul(concentration, centred), add(deviation, 0.001)), -1, 1);
  const angular = rotated(ownAngle(yPred, weights, index), mul(-margin, quality));
  const own = sub(angular, mul(margin, add(quality, 1)));
  return softmaxLoss(mul(scale, replaceOwn(cosines(yPred, weights), index, own)), index);
}

const spec: LossSpec<AdaFaceOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: adaFace,
  aliases: ["AdaFaceLoss"],
  family: "metric",
  tasks: ["embeddings", "multiclass", "noise"],
  summary: "Cross-entropy of cosines with a margin that depends on each example's quality.",
  formula:
    "-\\log \\frac{e^{s (\\cos(\\theta_y - m q) - m (1 + q))}}{e^{s (\\cos(\\theta_y - m q) - m (1 + q))} + \\sum_{c \\ne y} e^{s \\cos\\theta_c}}, \\quad q = \\operatorname{clip}_{-1}^1 \\frac{h (\\|x\\| - \\mu)}{\\sigma}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  coupled: true,
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.4, min: 0, max: 3, doc: "Of the angle in radians and of the cosine." },
    concentration: { kind: "number", default: 0.333, min: 0, doc: "Share of the margin per standard deviation." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Kim et al. 2022, arXiv:2204.00964"],
  reference: {},
};
export default spec;
