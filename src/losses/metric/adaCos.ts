import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam, followed, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { adaptedScale, checkPrototypes } from "../prototypes.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface AdaCosOptions extends ClassesOptions {
  /** Adapt the scale to the batch; without, it is √2 log(classes - 1). Default true. */
  readonly dynamic?: boolean;
}

/**
 * AdaCos: cross-entropy of scaled cosines, whose scale needs no tuning: it follows the median angle to the own class and the
 * weight of the other classes in the batch.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim], of 3 classes or more: with 2 the scale is 0
 * @param scale that of the step before, [1]; 0 for the first
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function adaCos(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  scale: Tensor,
  { dynamic = true }: AdaCosOptions = {},
): Tensor {
  bindShapes("adaCos", { scale: [scale, "[1]"] });
  const index = checkPrototypes("adaCos", yTrue, yPred, ["weights", weights], "[classes, dim]", scale);
  const fixed = Math.SQRT2 * Math.log((weights.shape[0] as number) - 1);
  const factor = dynamic ? adaptedScale(index, yPred, weights, scale) : fixed;
  return softmaxLoss(mul(cosines(yPred, weights), factor), index);
}

const spec: LossSpec<AdaCosOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor, scale: Tensor]> = {
  fn: adaCos,
  update: (yTrue, yPred, weights, scale, { dynamic = true } = {}) => ({
    scale: dynamic ? adaptedScale(yTrue, yPred, weights, scale) : scale,
  }),
  aliases: ["AdaCosLoss"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Cross-entropy of cosines with a scale that adapts itself.",
  formula:
    "-\\log \\frac{e^{s \\cos\\theta_y}}{\\sum_c e^{s \\cos\\theta_c}}, \\quad s = \\frac{\\log \\operatorname{mean}_i \\sum_{c \\ne y_i} e^{s' \\cos\\theta_{ic}}}{\\cos \\min(\\pi/4, \\operatorname{median} \\theta_y)}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
    { name: "scale", domain: "positive", shape: "[1]", variable: followed },
  ],
  coupled: true,
  params: { classes: classesParam, dynamic: { kind: "flag", default: true, doc: "Adapt the scale to the batch." } },
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2019, arXiv:1905.00292"],
  reference: {},
};
export default spec;
