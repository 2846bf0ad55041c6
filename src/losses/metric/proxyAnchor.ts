import type { Tensor } from "../../core/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { greater, indicator, logicalNot } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { maskedLogSumExp } from "../masked.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes, isLabel } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";

export interface ProxyAnchorOptions extends ClassesOptions {
  /** Scale. Default 32. */
  readonly alpha?: number;
  /** Cosines of positives should exceed it, those of negatives its opposite not. Default 0.1. */
  readonly margin?: number;
}

/**
 * Proxy-anchor loss: each proxy is an anchor, the examples of its class in the batch its positives, the others its
 * negatives, in soft maxima. One number for the batch: the mean over the proxies that have positives plus that over all.
 * @param yTrue class indices, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param proxies [classes, dim]
 * @returns a scalar
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function proxyAnchor(
  yTrue: Tensor,
  yPred: Tensor,
  proxies: Tensor,
  { alpha = 32, margin = 0.1 }: ProxyAnchorOptions = {},
): Tensor {
  const index = checkPrototypes("proxyAnchor", yTrue, yPred, ["proxies", proxies]);
  const isOwn = isLabel(index, proxies.shape[0] as number);
  const cosine = cosines(yPred, proxies);
  const ofPositives = softplus(maskedLogSumExp(mul(-alpha, sub(cosine, margin)), isOwn, { axes: 0 }));
  const ofNegatives = softplus(maskedLogSumExp(mul(alpha, add(cosine, margin)), logicalNot(isOwn), { axes: 0 }));
  const present = indicator(greater(sum(indicator(isOwn, yPred), { axes: 0 }), 0), yPred);
  return add(div(sum(ofPositives), maximum(sum(present), 1)), mean(ofNegatives));
}

const spec: LossSpec<ProxyAnchorOptions, [yTrue: Tensor, yPred: Tensor, proxies: Tensor]> = {
  fn: proxyAnchor,
  aliases: ["ProxyAnchorLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Proxies as anchors, the batch's examples as their positives and negatives.",
  formula:
    "\\operatorname{mean}_{c \\in P^+} \\log\\Bigl(1 + \\sum_{x \\in X_c} e^{-\\alpha (s_{xc} - \\delta)}\\Bigr) + \\operatorname{mean}_c \\log\\Bigl(1 + \\sum_{x \\notin X_c} e^{\\alpha (s_{xc} + \\delta)}\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "proxies" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "proxies", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  values: "[]",
  params: {
    classes: classesParam,
    alpha: { kind: "number", default: 32, above: 0, doc: "Scale." },
    margin: { kind: "number", default: 0.1, doc: "Cosines of positives should exceed it." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Kim et al. 2020, arXiv:2003.13911"],
  reference: { pml: "ProxyAnchorLoss" },
};
export default spec;
