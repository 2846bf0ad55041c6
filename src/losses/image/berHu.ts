import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, maximum, mul, square, sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { max } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface BerHuOptions {
  /** Where linear turns quadratic, relative to the largest error of the example. Default 0.2. */
  readonly threshold?: number;
}

/**
 * Reverse Huber loss: absolute for small errors, quadratic beyond a share of the example's largest error; that share is a
 * constant for differentiation.
 * @param yTrue depths, [batch, ..., n] real
 * @param yPred depths, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function berHu(yTrue: Tensor, yPred: Tensor, { threshold = 0.2 }: BerHuOptions = {}): Tensor {
  bindAlike("berHu", { yTrue, yPred }, "[batch, ..., n]");
  const size = abs(sub(yPred, yTrue));
  const axes = size.shape.map((_, axis) => axis).slice(1);
  const bend = stopGradient(mul(threshold, max(size, { axes, keepDims: true })));
  const beyond = maximum(sub(size, bend), 0);
  // (e² + c²) / 2c is e + (e - c)² / 2c.
  return meanOfExample(add(size, div(square(beyond), mul(2, where(equal(bend, 0), 1, bend)))));
}

const spec: LossSpec<BerHuOptions> = {
  fn: berHu,
  aliases: ["reverseHuber", "reverse_huber"],
  family: "image",
  tasks: ["regression"],
  summary: "Absolute near zero, quadratic in the tails: depth maps.",
  formula:
    "\\begin{cases} |e| & |e| \\le c \\\\ \\frac{e^2 + c^2}{2c} & |e| > c \\end{cases}, \\quad c = \\tfrac15 \\max_i |e_i|",
  inputs: signalPair,
  values: "[batch]",
  params: {
    threshold: {
      kind: "number",
      default: 0.2,
      above: 0,
      max: 1,
      doc: "Where it bends, relative to the largest error.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[1, 2]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Laina et al. 2016, arXiv:1606.00373"],
  reference: {},
};
export default spec;
