import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { indicator } from "../../ops/compare.ts";
import { mean } from "../../ops/reduce.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, isLabel } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

/** Options of {@link p2sGrad}. */
export type P2sGradOptions = ClassesOptions;

/**
 * P2SGrad: squared error of the cosines to the classes' weights against one-hot targets, averaged over classes. Its gradient
 * is the probability-to-similarity gradient, which has no scale or margin to choose.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function p2sGrad(yTrue: Tensor, yPred: Tensor, weights: Tensor, _options: P2sGradOptions = {}): Tensor {
  const index = checkPrototypes("p2sGrad", yTrue, yPred, ["weights", weights]);
  const target = indicator(isLabel(index, weights.shape[0] as number), yPred);
  return mean(square(sub(cosines(yPred, weights), target)), { axes: -1 });
}

const spec: LossSpec<P2sGradOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: p2sGrad,
  aliases: ["P2SGradLoss"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "Squared error of cosines to classes, without scale or margin.",
  formula: "\\operatorname{mean}_c (\\cos\\theta_c - [c = y])^2",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: { classes: classesParam },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Zhang et al. 2019, arXiv:1905.02479", "Wang and Yamagishi 2021, arXiv:2103.11326"],
  reference: { pml: "P2SGradLoss" },
};
export default spec;
