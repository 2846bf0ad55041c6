import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { axesFrom, bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface InitWeightOptions {
  /** Factor w. Default 1. */
  readonly weight?: number;
  /** Pull to zero, weaker by the step, instead of to the first value at constant strength. Default false. */
  readonly decay?: boolean;
}

/**
 * Keeps an optimised image or latent near where it began: w/2 times the mean squared difference. With `decay` the pull is
 * towards zero and fades: w/2 / (2 step + 1) times the mean square.
 * @param yTrue first value, [batch, ...]
 * @param yPred present value, the same shape
 * @param step steps done, []
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function initWeight(
  yTrue: Tensor,
  yPred: Tensor,
  step: Tensor,
  { weight = 1, decay = false }: InitWeightOptions = {},
): Tensor {
  bindFloats("initWeight", { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, ...]"], step: [step, "[]"] });
  const axes = axesFrom(yPred, 1);
  if (!decay) return mul(mean(square(sub(yPred, yTrue)), { axes }), weight / 2);
  return div(mul(mean(square(yPred), { axes }), weight / 2), add(mul(step, 2), 1));
}

const spec: LossSpec<InitWeightOptions, [yTrue: Tensor, yPred: Tensor, step: Tensor]> = {
  fn: initWeight,
  update: (_, __, step) => ({ step: add(step, 1) }),
  aliases: ["init_weight_mse"],
  family: "generation",
  tasks: ["guidance"],
  summary: "Pulls an optimised image or latent back to where it began.",
  formula:
    "\\frac{w}{2} \\operatorname{mean}\\, (\\hat{y} - y)^2 \\quad \\text{or} \\quad \\frac{w}{2 (2 i + 1)} \\operatorname{mean}\\, \\hat{y}^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "step", domain: "count", shape: "[]", min: 0, variable: { trainable: false, initial: "zeros" } },
  ],
  params: {
    weight: { kind: "number", default: 1, min: 0, doc: "Factor w." },
    decay: { kind: "flag", default: false, doc: "Pull to zero, weaker by the step i." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: [
    "Crowson 2021, Generates images from text prompts with VQGAN and CLIP (notebook)",
    "Crowson et al. 2022, arXiv:2204.08583",
  ],
  reference: {},
};
export default spec;
