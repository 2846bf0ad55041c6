import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { logicalNot } from "../../ops/compare.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { surprise } from "../contrast.ts";
import { type ClassesOptions, classesParam, learned, unitParam } from "../labelled.ts";
import { ofLabel } from "../labels.ts";
import { maskedLogSumExp, squaredDistances } from "../pairwise.ts";
import { checkPrototypes, isLabel } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface ProxyNcaOptions extends ClassesOptions {
  /** Factor of the squared distances. Default 1. */
  readonly scale?: TensorLike;
  /** Scale embeddings and proxies to length 1 first. Default true. */
  readonly normalize?: boolean;
  /** Count the own proxy in the denominator too, which makes it a softmax. Default false, as in the paper. */
  readonly includeOwn?: boolean;
}

/**
 * Proxy-NCA: an example's squared distance from the proxy of its class against those from all other proxies.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param proxies [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function proxyNca(
  yTrue: Tensor,
  yPred: Tensor,
  proxies: Tensor,
  { scale = 1, normalize = true, includeOwn = false }: ProxyNcaOptions = {},
): Tensor {
  const index = checkPrototypes("proxyNca", yTrue, yPred, ["proxies", proxies]);
  const [points, targets] = normalize ? [l2Normalize(yPred), l2Normalize(proxies)] : [yPred, proxies];
  const closeness = neg(mul(squaredDistances(points, targets), scale));
  const others = logicalNot(isLabel(index, proxies.shape[0] as number));
  const [own, ofOthers] = [ofLabel(closeness, index), maskedLogSumExp(closeness, others)];
  return includeOwn ? surprise(own, ofOthers) : sub(ofOthers, own);
}

const spec: LossSpec<ProxyNcaOptions, [yTrue: Tensor, yPred: Tensor, proxies: Tensor]> = {
  fn: proxyNca,
  aliases: [{ name: "ProxyNCALoss", options: { includeOwn: true } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Near the proxy of the own class, far from the others.",
  formula: "-\\log \\frac{e^{-s \\|x - p_y\\|^2}}{\\sum_{c \\ne y} e^{-s \\|x - p_c\\|^2}}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "proxies" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "proxies", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  params: {
    classes: classesParam,
    scale: { kind: "number", default: 1, above: 0, trainable: true, doc: "Factor of the squared distances." },
    normalize: unitParam,
    includeOwn: { kind: "flag", default: false, doc: "Count the own proxy in the denominator too." },
  },
  minimum: null,
  kinks: [],
  cite: ["Movshovitz-Attias et al. 2017, arXiv:1703.07464"],
  reference: { pml: { name: "ProxyNCALoss", differs: "counts the own proxy in the denominator" } },
};
export default spec;
