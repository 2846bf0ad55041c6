import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div, neg } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { squaredDistances } from "../pairwise.ts";
import { checkPrototypes } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface ProxyNcaPlusPlusOptions extends ClassesOptions {
  /** Divides the squared distances. Default 1/9. */
  readonly temperature?: TensorLike;
}

/**
 * ProxyNCA++: softmax over squared distances, divided by a temperature, between an example and the proxies of all classes,
 * all on the unit sphere.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param proxies [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function proxyNcaPlusPlus(
  yTrue: Tensor,
  yPred: Tensor,
  proxies: Tensor,
  { temperature = 1 / 9 }: ProxyNcaPlusPlusOptions = {},
): Tensor {
  const index = checkPrototypes("proxyNcaPlusPlus", yTrue, yPred, ["proxies", proxies]);
  const squared = squaredDistances(l2Normalize(yPred), l2Normalize(proxies));
  return softmaxLoss(neg(div(squared, temperature)), index);
}

const spec: LossSpec<ProxyNcaPlusPlusOptions, [yTrue: Tensor, yPred: Tensor, proxies: Tensor]> = {
  fn: proxyNcaPlusPlus,
  aliases: ["proxynca_pp", "ProxyNCA++"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Proxy-NCA as a softmax with a low temperature.",
  formula: "-\\log \\frac{e^{-\\|x - p_y\\|^2 / T}}{\\sum_c e^{-\\|x - p_c\\|^2 / T}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "proxies" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "proxies", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    temperature: {
      kind: "number",
      default: 0.1111111111111111,
      above: 0,
      trainable: true,
      doc: "Divides squared distances.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Teh et al. 2020, arXiv:2004.01113"],
  reference: {},
};
export default spec;
