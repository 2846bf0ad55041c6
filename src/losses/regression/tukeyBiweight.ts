import type { Tensor } from "../../core/tensor.ts";
import { add, clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface TukeyBiweightOptions {
  /**
   * Error size beyond which it is constant, in the unit of yPred. At 4.685 standard deviations it is 95% efficient for
   * normal errors. Default 4.685.
   */
  readonly cutoff?: number;
}

/**
 * Tukey's biweight loss: half the squared error near zero, constant beyond `cutoff`, so that outliers have no gradient
 * at all; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function tukeyBiweight(yTrue: Tensor, yPred: Tensor, { cutoff = 4.685 }: TukeyBiweightOptions = {}): Tensor {
  requireAlike("tukeyBiweight", yTrue, yPred);
  const part = (error: Tensor): Tensor => clip(mul(1 / cutoff ** 2, square(error)), 0, 1);
  const value = (error: Tensor): Tensor =>
    mul(cutoff ** 2 / 6, mul(part(error), add(3, mul(part(error), sub(part(error), 3)))));
  const slope = (error: Tensor): Tensor => mul(error, square(sub(1, part(error))));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<TukeyBiweightOptions> = {
  fn: tukeyBiweight,
  aliases: ["tukey", "bisquare", "biweight"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Outliers are ignored altogether.",
  formula: "\\frac{c^2}{6} \\left(1 - \\left(1 - \\min(1, (e/c)^2)\\right)^3\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    cutoff: {
      kind: "number",
      default: 4.685,
      above: 0,
      doc: "Error size beyond which it is constant, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Beaton and Tukey 1974, doi:10.1080/00401706.1974.10489171"],
  reference: {},
};
export default spec;
