import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { perExampleFactor } from "../examples.ts";
import { requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface MixupOptions {
  /** The loss of each target. Default mean squared error. */
  readonly loss?: LossOption;
}

/**
 * A loss for examples mixed from two (mixup, CutMix): the loss of each target, weighted by its share.
 * @param yTrueA target of the first, as the loss takes it
 * @param yTrueB target of the second, alike
 * @param yPred prediction for the mixture, as the loss takes it
 * @param lambda share of the first, from 0 to 1, [batch]
 * @returns what the loss gives: [batch, ...] for mean squared error
 * @throws ShapeError unless all have one batch, and what the loss throws
 */
export function mixup(
  yTrueA: Tensor,
  yTrueB: Tensor,
  yPred: Tensor,
  lambda: Tensor,
  { loss = meanSquaredError }: MixupOptions = {},
): Tensor {
  requireBatch("mixup", { yPred, yTrueA, yTrueB, lambda });
  bindShapes("mixup", { lambda: [lambda, "[batch]"] });
  requireFloats("mixup", yPred, lambda);
  const [first, second] = [loss(yTrueA, yPred), loss(yTrueB, yPred)];
  const share = perExampleFactor(lambda, first);
  return add(mul(share, first), mul(sub(1, share), second));
}

const spec: LossSpec<MixupOptions, [yTrueA: Tensor, yTrueB: Tensor, yPred: Tensor, lambda: Tensor]> = {
  fn: mixup,
  aliases: ["cutMix"],
  family: "wrapper",
  tasks: ["multiclass", "regression"],
  summary: "The loss of both targets that an example was mixed from, by their shares.",
  formula: "\\lambda\\, \\ell(y_A, \\hat{y}) + (1 - \\lambda)\\, \\ell(y_B, \\hat{y})",
  inputs: [
    { name: "yTrueA", domain: "real", shape: "[batch, ..., n]" },
    { name: "yTrueB", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "lambda", domain: "real", shape: "[batch]", min: 0, max: 1 },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss of each target." },
  },
  minimum: null,
  kinks: [],
  cite: ["Zhang et al. 2017, arXiv:1710.09412", "Yun et al. 2019, arXiv:1905.04899"],
  reference: {},
};
export default spec;
