import { ArgumentError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { abs, add, clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface HampelOptions {
  /** Where quadratic turns linear, in the unit of yPred. Default 2. */
  readonly a?: number;
  /** Where linear starts to bend. Default 4. */
  readonly b?: number;
  /** Where it gets constant. Default 8. */
  readonly c?: number;
}

/**
 * Hampel's three-part loss: half the squared error up to `a`, linear up to `b`, then bending to constant at `c`, beyond
 * which outliers have no gradient; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast; ArgumentError unless a ≤ b < c
 */
export function hampel(yTrue: Tensor, yPred: Tensor, { a = 2, b = 4, c = 8 }: HampelOptions = {}): Tensor {
  requireAlike("hampel", yTrue, yPred);
  if (!(a <= b && b < c))
    throw new ArgumentError("hampel", { expected: "a ≤ b < c", got: `a ${a}, b ${b}, c ${c}`, fix: "sort them" });
  const fall = (error: Tensor): Tensor => clip(mul(1 / (c - b), sub(c, abs(error))), 0, 1);
  const slope = (error: Tensor): Tensor => mul(clip(error, -a, a), fall(error));
  const value = (error: Tensor): Tensor => {
    const near = clip(abs(error), 0, a);
    const huber = mul(near, sub(clip(abs(error), 0, b), mul(0.5, near)));
    return add(huber, mul(0.5 * a * (c - b), sub(1, square(fall(error)))));
  };
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<HampelOptions> = {
  fn: hampel,
  aliases: ["hampel_loss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Squared, linear, then bending to constant.",
  formula:
    "\\begin{cases} \\tfrac12 e^2 & |e| \\le a \\\\ a|e| - \\tfrac12 a^2 & a < |e| \\le b \\\\ ab - \\tfrac12 a^2 + \\tfrac12 a (c - b) \\left(1 - \\left(\\frac{c - |e|}{c - b}\\right)^2\\right) & b < |e| \\le c \\\\ ab - \\tfrac12 a^2 + \\tfrac12 a (c - b) & |e| > c \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    a: { kind: "number", default: 2, above: 0, doc: "Where quadratic turns linear, in the unit of yPred." },
    b: { kind: "number", default: 4, above: 0, doc: "Where linear starts to bend." },
    c: { kind: "number", default: 8, above: 0, doc: "Where it gets constant." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Hampel et al. 1986, doi:10.1002/9781118186435"],
  reference: {},
};
export default spec;
