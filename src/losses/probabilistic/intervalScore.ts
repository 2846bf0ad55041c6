import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface IntervalScoreOptions {
  /** Share of targets that may lie outside. Default 0.1. */
  readonly alpha?: number;
}

/**
 * Interval score, also called Winkler score: the width of a predicted interval, plus a penalty for targets outside it;
 * averaged over the last axis. A proper score: it is least in the mean where lower and upper end are the quantiles
 * alpha/2 and 1 - alpha/2.
 * @param yTrue targets, [batch, ...] real
 * @param lower predicted lower ends, the same shape
 * @param upper predicted upper ends, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function intervalScore(
  yTrue: Tensor,
  lower: Tensor,
  upper: Tensor,
  { alpha = 0.1 }: IntervalScoreOptions = {},
): Tensor {
  requireOneEach("intervalScore", { yTrue, lower, upper });
  return meanLastAxis(add(sub(upper, lower), mul(2 / alpha, add(relu(sub(lower, yTrue)), relu(sub(yTrue, upper))))));
}

const spec: LossSpec<IntervalScoreOptions, [yTrue: Tensor, lower: Tensor, upper: Tensor]> = {
  fn: intervalScore,
  aliases: ["winkler", "winklerScore"],
  family: "probabilistic",
  tasks: ["quantiles", "uncertainty"],
  summary: "Width of an interval, plus what it misses.",
  formula: "(u - l) + \\frac{2}{\\alpha} \\max(0, l - y) + \\frac{2}{\\alpha} \\max(0, y - u)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "lower", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "upper", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.1, above: 0, below: 1, doc: "Share of targets that may lie outside." },
  },
  minimum: 0,
  kinks: [
    {
      at: "a target at an end",
      gradient: "that of the width",
      point: { inputs: { yTrue: [1, 2], lower: [1, 0], upper: [3, 2] }, gradients: { lower: [-1, -1], upper: [1, 1] } },
    },
  ],
  cite: ["Winkler 1972, doi:10.2307/2284720", "Gneiting and Raftery 2007, doi:10.1198/016214506000001437"],
  reference: {},
};
export default spec;
