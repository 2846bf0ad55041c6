import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { logBesselI0e } from "../../ops/gamma.ts";
import { sin } from "../../ops/trigonometric.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type VonMisesNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of angles under a von Mises distribution, the normal distribution of the circle; averaged
 * over the last axis. Exact for concentrations of any size.
 * @param yTrue target angles, [batch, ...], radians
 * @param mean predicted angles, the same shape
 * @param concentration predicted concentrations, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function vonMisesNll(yTrue: Tensor, mean: Tensor, concentration: Tensor): Tensor {
  requireOneEach("vonMisesNll", { yTrue, mean, concentration });
  const logNormaliser = add(logBesselI0e(concentration), Math.log(2 * Math.PI));
  return meanLastAxis(add(logNormaliser, mul(mul(2, concentration), square(sin(mul(0.5, sub(yTrue, mean)))))));
}

const spec: LossSpec<VonMisesNllOptions, [yTrue: Tensor, mean: Tensor, concentration: Tensor]> = {
  fn: vonMisesNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["angles", "uncertainty"],
  summary: "Surprise at angles, with their certainty.",
  formula: "\\log(2\\pi I_0(\\kappa)) - \\kappa \\cos(y - \\mu)",
  inputs: [
    { name: "yTrue", domain: "angle", shape: "[batch, ..., n]" },
    { name: "mean", domain: "angle", shape: "[batch, ..., n]", grad: true },
    { name: "concentration", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Mardia and Jupp 1999, doi:10.1002/9780470316979"],
  reference: {},
};
export default spec;
