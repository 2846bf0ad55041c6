import type { Tensor } from "../../core/tensor.ts";
import { abs, add, clip, div, mul, sub } from "../../ops/arithmetic.ts";
import { log1p, pow } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface AdaptiveWingOptions {
  /** Height of the logarithm. Default 14. */
  readonly omega?: number;
  /** Error size where it turns linear. Default 0.5. */
  readonly theta?: number;
  /** Error size where the power turns to a logarithm. Default 1. */
  readonly epsilon?: number;
  /** Exponent where the target is 0; the target is taken from it. Default 2.1. */
  readonly alpha?: number;
}

/**
 * Adaptive wing loss, for heatmaps: a power of the error that sharpens where the target is near 1, linear beyond
 * `theta`; averaged over the last axis.
 * @param yTrue target heatmaps, [batch, ...], 0 to 1
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function adaptiveWing(
  yTrue: Tensor,
  yPred: Tensor,
  { omega = 14, theta = 0.5, epsilon = 1, alpha = 2.1 }: AdaptiveWingOptions = {},
): Tensor {
  requireAlike("adaptiveWing", yTrue, yPred);
  const exponent = sub(alpha, yTrue);
  const edge = pow(theta / epsilon, exponent);
  const size = abs(sub(yPred, yTrue));
  const held = clip(size, 0, theta);
  const linear = div(mul(mul(omega / theta, exponent), edge), add(1, edge));
  const logarithm = mul(omega, log1p(pow(mul(1 / epsilon, held), exponent)));
  return meanLastAxis(add(logarithm, mul(linear, sub(size, held))));
}

const spec: LossSpec<AdaptiveWingOptions> = {
  fn: adaptiveWing,
  aliases: ["AdaptiveWingLoss", "adaptive_wing_loss"],
  family: "regression",
  tasks: ["regression", "masks"],
  summary: "Sharper where a heatmap is bright.",
  formula:
    "\\begin{cases} \\omega \\log\\left(1 + |e / \\epsilon|^{\\alpha - y}\\right) & |e| < \\theta \\\\ A |e| - C & |e| \\ge \\theta \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "probabilities", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    omega: { kind: "number", default: 14, above: 0, doc: "Height of the logarithm." },
    theta: { kind: "number", default: 0.5, above: 0, doc: "Error size where it turns linear." },
    epsilon: { kind: "number", default: 1, above: 0, doc: "Error size where the power turns to a logarithm." },
    alpha: {
      kind: "number",
      default: 2.1,
      above: 2,
      doc: "Exponent where the target is 0; the target is taken from it.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2019, arXiv:1904.07399"],
  reference: {},
};
export default spec;
