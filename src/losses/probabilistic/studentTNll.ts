import { constant, type Tensor, type TensorLike } from "../../core/tensor.ts";
import { div, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";
import { studentTSurprise } from "../student.ts";

export interface StudentTNllOptions {
  /** Weight of the tails: the less, the heavier. May be a scalar tensor that is trained. Default 3. */
  readonly degreesOfFreedom?: TensorLike;
}

/**
 * Negative log-likelihood of targets under Student's t distribution, by location and scale; averaged over the last
 * axis. Its tails forgive outliers: one degree of freedom is the Cauchy distribution, many are the normal one.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function studentTNll(
  yTrue: Tensor,
  location: Tensor,
  scale: Tensor,
  { degreesOfFreedom = 3 }: StudentTNllOptions = {},
): Tensor {
  requireOneEach("studentTNll", { yTrue, location, scale });
  const freedom =
    typeof degreesOfFreedom === "number" ? constant(degreesOfFreedom, { dtype: yTrue.dtype }) : degreesOfFreedom;
  return meanLastAxis(studentTSurprise(square(div(sub(yTrue, location), scale)), log(scale), freedom));
}

const spec: LossSpec<StudentTNllOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: studentTNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty", "outliers"],
  summary: "Surprise under a heavy-tailed distribution.",
  formula:
    "\\log s + \\tfrac12 \\log(\\nu \\pi) + \\log \\frac{\\Gamma(\\nu/2)}{\\Gamma((\\nu + 1)/2)} + \\frac{\\nu + 1}{2} \\log\\left(1 + \\frac{(y - \\mu)^2}{\\nu s^2}\\right)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "location", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    degreesOfFreedom: {
      kind: "number",
      default: 3,
      above: 0,
      trainable: true,
      doc: "Weight of the tails: the less, the heavier.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Lange et al. 1989, doi:10.2307/2290063"],
  reference: {},
};
export default spec;
