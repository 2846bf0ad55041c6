import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { logicalNot } from "../../ops/compare.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { ofLabel } from "../labels.ts";
import { maskedMin, squaredDistances } from "../pairwise.ts";
import { checkPrototypes, isLabel } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface TripletCenterOptions extends ClassesOptions {
  /** How much farther than the own centre the nearest other one has to be. Default 5. */
  readonly margin?: number;
}

/**
 * Triplet-center loss: nearer to the centre of the own class than to the nearest other one by a margin, in half squared
 * distances. The centres are trained.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param centers [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function tripletCenter(
  yTrue: Tensor,
  yPred: Tensor,
  centers: Tensor,
  { margin = 5 }: TripletCenterOptions = {},
): Tensor {
  const index = checkPrototypes("tripletCenter", yTrue, yPred, ["centers", centers]);
  const d = mul(0.5, squaredDistances(yPred, centers));
  const others = logicalNot(isLabel(index, centers.shape[0] as number));
  return relu(add(sub(ofLabel(d, index), maskedMin(d, others)), margin));
}

const spec: LossSpec<TripletCenterOptions, [yTrue: Tensor, yPred: Tensor, centers: Tensor]> = {
  fn: tripletCenter,
  aliases: ["TripletCenterLoss", "TCL"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Nearer to the own class's centre than to any other by a margin.",
  formula: "\\Bigl[\\tfrac12 \\|x - c_y\\|^2 + m - \\min_{c \\ne c_y} \\tfrac12 \\|x - c\\|^2\\Bigr]_+",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "centers" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "centers", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 5, min: 0, doc: "How much farther the nearest other centre has to be." },
  },
  minimum: 0,
  kinks: [],
  cite: ["He et al. 2018, arXiv:1803.06189"],
  reference: {},
};
export default spec;
