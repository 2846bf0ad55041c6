import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LaplaceNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of targets under a Laplace distribution whose scale is predicted too; averaged over the last
 * axis. More robust than the normal one.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function laplaceNll(yTrue: Tensor, location: Tensor, scale: Tensor): Tensor {
  requireOneEach("laplaceNll", { yTrue, location, scale });
  return meanLastAxis(add(add(log(scale), Math.LN2), div(abs(sub(yTrue, location)), scale)));
}

const spec: LossSpec<LaplaceNllOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: laplaceNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty", "outliers"],
  summary: "Surprise under a Laplace distribution whose scale is predicted too.",
  formula: "\\log 2b + \\frac{|y - \\mu|}{b}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "location", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [
    {
      at: "location = yTrue",
      gradient: "0 by the location",
      point: { inputs: { yTrue: [1], location: [1], scale: [2] }, gradients: { location: [0], scale: [0.5] } },
    },
  ],
  cite: ["Laplace 1774, Mémoire sur la probabilité des causes par les évènements"],
  reference: {},
};
export default spec;
