import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { expandDims, squeeze } from "../../ops/axes.ts";
import { matMul } from "../../ops/matmul.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { rowProducts, surprise } from "../contrast.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface InfoNceOptions {
  /** Divisor of the cosines; may be trained. Default 0.1. */
  readonly temperature?: TensorLike;
}

/**
 * InfoNCE with negatives given: the query has to tell its positive key from its negative keys. For negatives taken from the
 * batch use ntXent or clipContrastive, from a queue moco.
 * @param query [batch, dim]; all three are normalised here
 * @param positiveKey [batch, dim]
 * @param negativeKeys each query's own, [batch, negatives, dim]
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function infoNce(
  query: Tensor,
  positiveKey: Tensor,
  negativeKeys: Tensor,
  { temperature = 0.1 }: InfoNceOptions = {},
): Tensor {
  bindFloats("infoNce", {
    query: [query, "[batch, dim]"],
    positiveKey: [positiveKey, "[batch, dim]"],
    negativeKeys: [negativeKeys, "[batch, negatives, dim]"],
  });
  const unit = l2Normalize(query);
  const negatives = squeeze(matMul(l2Normalize(negativeKeys), expandDims(unit, 2)), 2);
  const positive = div(rowProducts(unit, l2Normalize(positiveKey)), temperature);
  return surprise(positive, logSumExp(div(negatives, temperature), { axes: -1 }));
}

const spec: LossSpec<InfoNceOptions, [query: Tensor, positiveKey: Tensor, negativeKeys: Tensor]> = {
  fn: infoNce,
  aliases: ["InfoNCELoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "A query tells its positive key from negative keys.",
  formula: "-\\log \\frac{e^{q \\cdot k / \\tau}}{e^{q \\cdot k / \\tau} + \\sum_n e^{q \\cdot k_n / \\tau}}",
  inputs: [
    { name: "query", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "positiveKey", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "negativeKeys", domain: "embedding", shape: "[batch, negatives, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.1, above: 0, trainable: true, doc: "Divisor of the cosines." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["van den Oord et al. 2018, arXiv:1807.03748"],
  reference: {},
};
export default spec;
