import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type DawidSebastianiOptions = Readonly<Record<never, never>>;

/**
 * Dawid-Sebastiani score: of a predicted mean and standard deviation alone, whatever the distribution; averaged over
 * the last axis. Twice the normal negative log-likelihood less its constant.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param scale predicted standard deviations, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function dawidSebastiani(yTrue: Tensor, mean: Tensor, scale: Tensor): Tensor {
  requireOneEach("dawidSebastiani", { yTrue, mean, scale });
  return meanLastAxis(add(square(div(sub(yTrue, mean), scale)), mul(2, log(scale))));
}

const spec: LossSpec<DawidSebastianiOptions, [yTrue: Tensor, mean: Tensor, scale: Tensor]> = {
  fn: dawidSebastiani,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Score of a mean and a standard deviation.",
  formula: "\\frac{(y - \\mu)^2}{\\sigma^2} + 2 \\log \\sigma",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Dawid and Sebastiani 1999, doi:10.1214/aos/1018031101"],
  reference: {},
};
export default spec;
