import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sign, square, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface MuLawOptions {
  /** Strength of the compression. Default 5000. */
  readonly mu?: number;
  /** Squares instead of absolute values. Default false. */
  readonly squared?: boolean;
}

/**
 * Mean absolute difference after tone mapping by the mu-law: errors in the dark count as the eye sees them. Below 0 the curve
 * is mirrored.
 * @param yTrue pictures of high dynamic range, [batch, ..., n] real, from 0 to 1
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function muLaw(yTrue: Tensor, yPred: Tensor, { mu = 5000, squared = false }: MuLawOptions = {}): Tensor {
  bindAlike("muLaw", { yTrue, yPred }, "[batch, ..., n]");
  const curve = (x: Tensor): Tensor => mul(sign(x), log1p(mul(mu, abs(x))));
  const slope = (x: Tensor): Tensor => div(mu, add(1, mul(mu, abs(x))));
  const mapped = (x: Tensor): Tensor => mul(1 / Math.log1p(mu), withSlope(x, curve, slope));
  const gap = sub(mapped(yPred), mapped(yTrue));
  return meanOfExample(squared ? square(gap) : abs(gap));
}

const spec: LossSpec<MuLawOptions> = {
  fn: muLaw,
  aliases: ["muLawL1", "tonemappedL1"],
  family: "image",
  tasks: ["restoration"],
  summary: "Differences after tone mapping: pictures of high dynamic range.",
  formula: "\\frac{1}{n} \\sum_i |T(\\hat y_i) - T(y_i)|, \\quad T(h) = \\frac{\\log(1 + \\mu h)}{\\log(1 + \\mu)}",
  inputs: signalPair,
  values: "[batch]",
  params: {
    mu: { kind: "number", default: 5000, above: 0, example: 10, doc: "Strength of the compression." },
    squared: { kind: "flag", default: false, doc: "Squares instead of absolute values." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[0.5, 1]], yPred: [[0.5, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Kalantari and Ramamoorthi 2017, doi:10.1145/3072959.3073609"],
  reference: {},
};
export default spec;
