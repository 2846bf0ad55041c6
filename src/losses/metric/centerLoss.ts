import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { gather } from "../../ops/gather.ts";
import { sum } from "../../ops/structure.ts";
import { type ClassesOptions, classesParam, followed } from "../labelled.ts";
import { checkPrototypes, movedCenters } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface CenterLossOptions extends ClassesOptions {
  /** How far a centre moves towards its examples in a step. Default 0.5. */
  readonly rate?: number;
}

/**
 * Center loss: half the squared distance from the centre of the example's class. The centres are not trained: after each
 * batch they move by rate · Σ (x - c) / (1 + n) over their n examples. Meant beside a cross-entropy.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param centers [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function centerLoss(yTrue: Tensor, yPred: Tensor, centers: Tensor, _options: CenterLossOptions = {}): Tensor {
  const index = checkPrototypes("centerLoss", yTrue, yPred, ["centers", centers]);
  return mul(0.5, sum(square(sub(yPred, gather(centers, index))), { axes: -1 }));
}

const spec: LossSpec<CenterLossOptions, [yTrue: Tensor, yPred: Tensor, centers: Tensor]> = {
  fn: centerLoss,
  update: (yTrue, yPred, centers, { rate = 0.5 } = {}) => ({ centers: movedCenters(yTrue, yPred, centers, rate) }),
  aliases: [],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Near the centre of the own class, which follows its examples.",
  formula: "\\tfrac12 \\|x - c_y\\|^2",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "centers" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "centers", domain: "embedding", shape: "[classes, dim]", variable: followed },
  ],
  params: {
    classes: classesParam,
    rate: { kind: "number", default: 0.5, min: 0, max: 1, doc: "How far a centre moves towards its examples." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Wen et al. 2016, doi:10.1007/978-3-319-46478-7_31"],
  reference: {},
};
export default spec;
