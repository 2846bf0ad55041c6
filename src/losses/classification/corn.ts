import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { greaterEqual, indicator } from "../../ops/compare.ts";
import { sum } from "../../ops/structure.ts";
import { focalOfLogits } from "../focal.ts";
import { isAbove } from "../ordinal.ts";
import { asIndex } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * CORN: binary cross-entropies of whether the class is above each threshold given that it is above the one before, summed
 * over the thresholds an example has reached: the surprise at its class.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred logits of being above each threshold given the one before, one less than classes, [batch, ..., thresholds]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function corn(yTrue: Tensor, yPred: Tensor): Tensor {
  const losses = focalOfLogits(isAbove("corn", yTrue, yPred), yPred, 0);
  const label = expandDims(asIndex("corn", yTrue), -1);
  const isReached = indicator(greaterEqual(label, iota(yPred.shape.at(-1) as number, label.dtype)), yPred);
  return sum(mul(isReached, losses), { axes: -1 });
}

const spec: LossSpec<Record<never, never>> = {
  fn: corn,
  aliases: ["CornLoss", "corn_loss"],
  family: "classification",
  tasks: ["ordinal"],
  summary: "Surprise at the class as a chain of thresholds, each given the one before.",
  formula: "\\sum_{k \\le y} \\mathrm{BCE}([y > k], \\operatorname{sigmoid}(z_k))",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., thresholds]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Shi et al. 2021, arXiv:2111.08851"],
  reference: {},
};
export default spec;
