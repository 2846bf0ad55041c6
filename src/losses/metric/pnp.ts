import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp, log1p } from "../../ops/exponential.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedMean } from "../masked.ts";
import { anchorsWith, cosines, labelledPairs, softRanks } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface PnpOptions {
  /**
   * What R negatives before a positive cost. O: R; Iu: (1 + R) log(1 + R); Ib: (bR - log(1 + bR)) / b²; Ds: log(1 + R);
   * Dq: 1 - (1 + R)^-α. Default "O".
   */
  readonly variant?: "O" | "Iu" | "Ib" | "Ds" | "Dq";
  /** b of the variant Ib. Default 2. */
  readonly b?: number;
  /** α of the variant Dq. Default 1. */
  readonly alpha?: number;
  /** Width of the sigmoids that count. Default 0.01. */
  readonly temperature?: number;
}

/**
 * PNP loss: penalises the negatives that come before each positive in the anchor's ranking by cosine, counted by sigmoids.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function pnp(labels: Tensor, embeddings: Tensor, options: PnpOptions = {}): Tensor {
  const { positive, negative } = labelledPairs("pnp", labels, embeddings);
  const before = softRanks(cosines(embeddings, embeddings), negative, options.temperature ?? 0.01);
  return maskedMean(costOf(before, options), positive, { axes: -1 });
}

function costOf(count: Tensor, { variant = "O", b = 2, alpha = 1 }: PnpOptions): Tensor {
  if (variant === "Iu") return mul(add(1, count), log1p(count));
  if (variant === "Ib") return div(sub(mul(b, count), log1p(mul(b, count))), b * b);
  if (variant === "Ds") return log1p(count);
  return variant === "Dq" ? sub(1, exp(neg(mul(alpha, log1p(count))))) : count;
}

const spec: LossSpec<PnpOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: pnp,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["PNPLoss"],
  family: "metric",
  tasks: ["embeddings", "ranking"],
  summary: "Penalises the negatives ranked before each positive.",
  formula: "\\operatorname{mean}_p f\\Bigl(\\sum_n \\sigma\\bigl((s_n - s_p) / \\tau\\bigr)\\Bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    variant: { kind: "choice", default: "O", choices: ["O", "Iu", "Ib", "Ds", "Dq"], doc: "What the negatives cost." },
    b: { kind: "number", default: 2, above: 0, doc: "Sharpness of the variant Ib." },
    alpha: { kind: "number", default: 1, above: 0, doc: "Exponent of the variant Dq." },
    temperature: { kind: "number", default: 0.01, above: 0, doc: "Width of the sigmoids that count." },
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Li et al. 2021, arXiv:2102.04640"],
  reference: { pml: { name: "PNPLoss", differs: "counts each anchor among its own positives" } },
};
export default spec;
