import type { Tensor } from "../../core/tensor.ts";
import { add, div, maximum, mul, square, sub } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { euclideanNorm, rootOrZero } from "../norms.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface KlingGuptaOptions {
  /** Least mean and length of the centred targets, in their unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * One less the Kling-Gupta efficiency, of flows: the distance of correlation, ratio of spreads and ratio of means from
 * 1, along the last axis.
 * @param yTrue targets, [batch, ..., n], of a mean above 0
 * @param yPred predictions, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function klingGupta(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: KlingGuptaOptions = {}): Tensor {
  bindFloats("klingGupta", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  const options = { axes: -1, keepDims: true };
  const [centre, centreTrue] = [mean(yPred, options), mean(yTrue, options)];
  const [rest, restTrue] = [sub(yPred, centre), sub(yTrue, centreTrue)];
  const correlation = sum(mul(l2Normalize(rest), l2Normalize(restTrue)), { axes: -1 });
  const spread = div(euclideanNorm(rest), maximum(euclideanNorm(restTrue), epsilon));
  const bias = squeeze(div(centre, maximum(centreTrue, epsilon)), -1);
  const parts = [correlation, spread, bias].map((part) => square(sub(part, 1)));
  return rootOrZero(parts.reduce((total, part) => add(total, part)));
}

const spec: LossSpec<KlingGuptaOptions> = {
  fn: klingGupta,
  aliases: ["kge"],
  family: "regression",
  tasks: ["regression"],
  summary: "Correlation, spread and mean at once, for flows.",
  formula:
    "\\sqrt{(r - 1)^2 + \\left(\\frac{\\sigma_{\\hat{y}}}{\\sigma_y} - 1\\right)^2 + \\left(\\frac{\\mu_{\\hat{y}}}{\\mu_y} - 1\\right)^2}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: {
      kind: "number",
      default: 1e-7,
      above: 0,
      doc: "Least mean and length of the centred targets, in their unit.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "all predictions equal",
      gradient: "that of the ratio of means",
      point: {
        inputs: { yTrue: [[1, 3]], yPred: [[4, 4]] },
        gradients: { yPred: [[0.14433756729740643, 0.14433756729740643]] },
      },
    },
  ],
  cite: ["Gupta et al. 2009, doi:10.1016/j.jhydrol.2009.08.003"],
  reference: {},
};
export default spec;
