import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { greater, where } from "../../ops/compare.ts";
import { type ClassesOptions, classesParam, exampleKinks, learned } from "../labelled.ts";
import { ofLabel, softmaxLoss } from "../labels.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, replaceOwn } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface MvSoftmaxOptions extends ClassesOptions {
  /** Taken from the cosine between an example and the weight of its class. Default 0.35. */
  readonly margin?: number;
  /** How much the classes that an example is mistaken for count: 1 is as the others. Default 1.2. */
  readonly emphasis?: number;
  /** Factor of the cosines. Default 32. */
  readonly scale?: number;
}

/**
 * Misclassified vector guided softmax: CosFace in which the cosines of classes that exceed the own one, less its margin, are
 * raised to t cos + t - 1.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param weights [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function mvSoftmax(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  { margin = 0.35, emphasis = 1.2, scale = 32 }: MvSoftmaxOptions = {},
): Tensor {
  const index = checkPrototypes("mvSoftmax", yTrue, yPred, ["weights", weights]);
  const cosine = cosines(yPred, weights);
  const own = sub(ofLabel(cosine, index), margin);
  const raised = add(mul(emphasis, cosine), emphasis - 1);
  const others = where(greater(cosine, expandDims(own, 1)), raised, cosine);
  return softmaxLoss(mul(scale, replaceOwn(others, index, own)), index);
}

const spec: LossSpec<MvSoftmaxOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor]> = {
  fn: mvSoftmax,
  aliases: ["MV-AM-Softmax"],
  family: "metric",
  tasks: ["embeddings", "multiclass"],
  summary: "CosFace that dwells on the classes an example is mistaken for.",
  formula:
    "-\\log \\frac{e^{s (\\cos\\theta_y - m)}}{e^{s (\\cos\\theta_y - m)} + \\sum_{c \\ne y} e^{s u_c}}, \\quad u = \\begin{cases} \\cos\\theta & \\cos\\theta \\le \\cos\\theta_y - m \\\\ t \\cos\\theta + t - 1 & \\text{else} \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "weights", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    margin: { kind: "number", default: 0.35, doc: "Taken from the own class's cosine." },
    emphasis: { kind: "number", default: 1.2, min: 1, doc: "How much the classes it is mistaken for count." },
    scale: { kind: "number", default: 32, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: exampleKinks,
  cite: ["Wang et al. 2019, arXiv:1912.00833"],
  reference: {},
};
export default spec;
