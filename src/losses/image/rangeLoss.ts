import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindAlike } from "../shapes.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface RangeLossOptions {
  /** Least value that costs nothing. Default -1. */
  readonly low?: number;
  /** Largest value that costs nothing. Default 1. */
  readonly high?: number;
}

/**
 * Mean squared distance of an example's numbers to a range.
 * @param yPred images or latents, [batch, ..., n] real
 * @returns [batch]
 * @throws ShapeError for a tensor of rank 1
 */
export function rangeLoss(yPred: Tensor, { low = -1, high = 1 }: RangeLossOptions = {}): Tensor {
  bindAlike("rangeLoss", { yPred }, "[batch, ..., n]");
  const outside = (x: Tensor): Tensor => sub(x, clip(x, low, high));
  return meanOfExample(
    withSlope(
      yPred,
      (x) => square(outside(x)),
      (x) => mul(2, outside(x)),
    ),
  );
}

const spec: LossSpec<RangeLossOptions, [yPred: Tensor]> = {
  fn: rangeLoss,
  aliases: ["outOfRange"],
  family: "image",
  tasks: ["guidance"],
  summary: "Squared distance to the range that pixels may have.",
  formula: "\\frac{1}{n} \\sum_i (\\hat y_i - \\mathrm{clip}(\\hat y_i, a, b))^2",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true }],
  values: "[batch]",
  params: {
    low: { kind: "number", default: -1, doc: "Least value that costs nothing." },
    high: { kind: "number", default: 1, doc: "Largest value that costs nothing." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Crowson 2021, Generates images from text prompts with CLIP guided diffusion (notebook)"],
  reference: {},
};
export default spec;
