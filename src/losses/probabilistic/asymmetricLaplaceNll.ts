import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface AsymmetricLaplaceNllOptions {
  /** Which quantile the location is. Default 0.5. */
  readonly quantile?: number;
}

/**
 * Negative log-likelihood of targets under an asymmetric Laplace distribution, whose location is a quantile of it;
 * averaged over the last axis. With a fixed scale it is the quantile loss.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function asymmetricLaplaceNll(
  yTrue: Tensor,
  location: Tensor,
  scale: Tensor,
  { quantile = 0.5 }: AsymmetricLaplaceNllOptions = {},
): Tensor {
  requireOneEach("asymmetricLaplaceNll", { yTrue, location, scale });
  const error = sub(location, yTrue);
  const pinball = add(mul(0.5, abs(error)), mul(0.5 - quantile, error));
  return meanLastAxis(add(sub(log(scale), Math.log(quantile * (1 - quantile))), div(pinball, scale)));
}

const spec: LossSpec<AsymmetricLaplaceNllOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: asymmetricLaplaceNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["quantiles", "uncertainty"],
  summary: "Quantile loss as a likelihood, with its scale.",
  formula: "\\log b - \\log(q (1 - q)) + \\frac{\\max(q (y - \\mu), (q - 1)(y - \\mu))}{b}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "location", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    quantile: { kind: "number", default: 0.5, above: 0, below: 1, doc: "Which quantile the location is." },
  },
  minimum: null,
  kinks: [
    {
      at: "location = yTrue",
      gradient: "by the location the mean of both sides: (1/2 - quantile) / scale",
      point: {
        inputs: { yTrue: [1], location: [1], scale: [2] },
        options: { quantile: 0.75 },
        gradients: { location: [-0.125], scale: [0.5] },
      },
    },
  ],
  cite: ["Yu and Moyeed 2001, doi:10.1016/S0167-7152(01)00124-9"],
  reference: {},
};
export default spec;
