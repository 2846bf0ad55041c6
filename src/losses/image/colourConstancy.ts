import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { sumOfExample } from "../examples.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Squared differences of the mean red, green and blue: the world is grey on average.
 * @param yPred images, [batch, 3, height, width] real
 * @returns [batch]
 * @throws ShapeError for anything but images of 3 channels
 */
export function colourConstancy(yPred: Tensor): Tensor {
  bindAlike("colourConstancy", { yPred }, "[batch, 3, height, width]");
  const means = mean(yPred, { axes: [2, 3] });
  // Each pair once: half of the sum over ordered pairs.
  const gaps = sub(expandDims(means, 1), expandDims(means, 2));
  return mul(0.5, sumOfExample(square(gaps)));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: colourConstancy,
  aliases: ["colorConstancy", "color_constancy", "greyWorld"],
  family: "image",
  tasks: ["restoration"],
  summary: "Colours that are grey on average: pictures in low light, without targets.",
  formula: "\\sum_{(p, q)} (\\mu_p - \\mu_q)^2, \\quad (p, q) \\in \\{(R, G), (R, B), (G, B)\\}",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, 3, height, width]", grad: true }],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Guo et al. 2020, arXiv:2001.06826"],
  reference: {},
};
export default spec;
