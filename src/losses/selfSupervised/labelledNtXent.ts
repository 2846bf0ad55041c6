import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { indicator } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { any } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { anchorsWith, cosines, labelledPairs, maskedLogSumExp, maskedMean } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface LabelledNtXentOptions {
  /** Divisor of the cosines. Default 0.07. */
  readonly temperature?: number;
  /** What the mean over the batch weighs alike: "anchor" (default) or, as in the peers, "pair" of an anchor and a positive. */
  readonly average?: "anchor" | "pair";
}

/**
 * NT-Xent of labelled embeddings: each positive of an anchor competes with the anchor's negatives, but not with its other
 * positives. Anchors without a positive do not count.
 * @param labels int32 or int64, [batch]: equal ones belong together
 * @param embeddings [batch, dim]; normalised here
 * @returns [batch]: the mean over an anchor's positives
 * @throws ShapeError, DTypeError unless labels are integers [batch] and embeddings floats [batch, dim]
 */
export function labelledNtXent(
  labels: Tensor,
  embeddings: Tensor,
  { temperature = 0.07, average = "anchor" }: LabelledNtXentOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("labelledNtXent", labels, embeddings);
  const logits = div(cosines(embeddings, embeddings), temperature);
  const negatives = expandDims(maskedLogSumExp(logits, negative), 1);
  const values = maskedMean(softplus(sub(negatives, logits)), positive, { axes: -1 });
  if (average === "anchor" || values.size === 0) return values;
  const pairs = sum(indicator(positive, values), { axes: -1 });
  const anchors = sum(indicator(any(positive, { axes: -1 }), values));
  return mul(values, div(mul(pairs, anchors), maximum(sum(pairs), 1)));
}

const spec: LossSpec<LabelledNtXentOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: labelledNtXent,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: [{ name: "NTXentLoss", options: { average: "pair" } }],
  family: "selfSupervised",
  tasks: ["embeddings", "pretraining"],
  summary: "Each example of a label is found among one of that label and all of the others.",
  formula:
    "-\\frac{1}{|P_i|} \\sum_{p \\in P_i} \\log \\frac{e^{z_i \\cdot z_p / \\tau}}{e^{z_i \\cdot z_p / \\tau} + \\sum_{n \\in N_i} e^{z_i \\cdot z_n / \\tau}}",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.07, above: 0, doc: "Divisor of the cosines." },
    average: { kind: "choice", default: "anchor", choices: ["anchor", "pair"], doc: "What the mean weighs alike." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["van den Oord et al. 2018, arXiv:1807.03748", "Chen et al. 2020, arXiv:2002.05709"],
  reference: {
    pml: { name: "NTXentLoss", differs: "averages over pairs: the option average" },
    optax: { name: "ntxent", differs: "averages over pairs: the option average; NaN where nothing has a positive" },
  },
};
export default spec;
