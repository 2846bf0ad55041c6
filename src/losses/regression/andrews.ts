import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { sin } from "../../ops/trigonometric.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface AndrewsOptions {
  /**
   * Error size at one radian, in the unit of yPred. At 1.339 standard deviations it is 95% efficient for normal errors.
   * Default 1.339.
   */
  readonly scale?: number;
}

/**
 * Andrews' sine loss: a period of a cosine, constant beyond π · scale, so that outliers have no gradient; averaged over
 * the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function andrews(yTrue: Tensor, yPred: Tensor, { scale = 1.339 }: AndrewsOptions = {}): Tensor {
  requireAlike("andrews", yTrue, yPred);
  const held = (error: Tensor): Tensor => clip(mul(1 / scale, error), -Math.PI, Math.PI);
  const value = (error: Tensor): Tensor => mul(2 * scale ** 2, square(sin(mul(0.5, held(error)))));
  const slope = (error: Tensor): Tensor => mul(scale, sin(held(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<AndrewsOptions> = {
  fn: andrews,
  aliases: ["andrewsWave"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "A cosine well: outliers are ignored altogether.",
  formula:
    "\\begin{cases} c^2 (1 - \\cos(e/c)) & |e| \\le \\pi c \\\\ 2 c^2 & |e| > \\pi c \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    scale: { kind: "number", default: 1.339, above: 0, doc: "Error size at one radian, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Andrews 1974, doi:10.1080/00401706.1974.10489233"],
  reference: {},
};
export default spec;
