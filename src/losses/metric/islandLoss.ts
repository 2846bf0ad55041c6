import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { gather } from "../../ops/gather.ts";
import { sum } from "../../ops/structure.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { maskedSum } from "../masked.ts";
import { cosines, offDiagonal } from "../pairwise.ts";
import { checkPrototypes } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface IslandLossOptions extends ClassesOptions {
  /** Weight of the cosines between centres. Default 10. */
  readonly apart?: number;
}

/**
 * Island loss: half the squared distance from the centre of the example's class, as `centerLoss`, and 1 + cos between all
 * pairs of different centres, which pushes them apart. The centres are trained. Meant beside a cross-entropy.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param centers [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function islandLoss(
  yTrue: Tensor,
  yPred: Tensor,
  centers: Tensor,
  { apart = 10 }: IslandLossOptions = {},
): Tensor {
  const index = checkPrototypes("islandLoss", yTrue, yPred, ["centers", centers]);
  const toCenter = mul(0.5, sum(square(sub(yPred, gather(centers, index))), { axes: -1 }));
  const between = maskedSum(add(1, cosines(centers, centers)), offDiagonal(centers.shape[0] as number));
  return add(toCenter, mul(apart, between));
}

const spec: LossSpec<IslandLossOptions, [yTrue: Tensor, yPred: Tensor, centers: Tensor]> = {
  fn: islandLoss,
  aliases: [],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Near the centre of the own class, and the centres apart.",
  formula: "\\tfrac12 \\|x - c_y\\|^2 + \\lambda \\sum_{j \\ne k} (1 + \\cos(c_j, c_k))",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "centers" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "centers", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    apart: { kind: "number", default: 10, min: 0, doc: "Weight of the cosines between centres." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cai et al. 2018, arXiv:1710.03144"],
  reference: {},
};
export default spec;
