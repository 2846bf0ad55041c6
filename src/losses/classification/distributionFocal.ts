import type { Tensor } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { abs, clip, mul, neg, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { checkLogits } from "../domain.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Distribution focal loss: cross-entropy of a number under a distribution over whole numbers from 0, in which the two
 * neighbours of the number are the targets, each by how near it is. Numbers beyond the last bin count as the last.
 * @param yTrue numbers from 0, in bins, [batch, ...]
 * @param yPred logits of the bins, [batch, ..., bins]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function distributionFocal(yTrue: Tensor, yPred: Tensor): Tensor {
  bindFloats("distributionFocal", { yPred: [yPred, "[batch, ..., bins]"], yTrue: [yTrue, "[batch, ...]"] });
  checkLogits("distributionFocal", yPred, true, "softmax");
  const bins = Array.from({ length: yPred.shape.at(-1) as number }, (_, i) => i);
  const place = expandDims(clip(yTrue, 0, bins.length - 1), -1);
  const target = relu(sub(1, abs(sub(place, constant(bins, { dtype: yPred.dtype })))));
  return neg(sum(mul(target, logSoftmax(yPred)), { axes: -1 }));
}

const spec: LossSpec<Record<never, never>> = {
  fn: distributionFocal,
  aliases: ["DistributionFocalLoss", "DFL"],
  family: "classification",
  tasks: ["boxes", "regression"],
  summary: "Cross-entropy of a number under a distribution over bins, shared by its two neighbours.",
  formula:
    "-(\\lceil y \\rceil - y) \\log \\hat{y}_{\\lfloor y \\rfloor} - (y - \\lfloor y \\rfloor) \\log \\hat{y}_{\\lceil y \\rceil}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ...]", min: 0 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., bins]", grad: true },
  ],
  params: {},
  sizes: { bins: 4 },
  minimum: 0,
  kinks: [],
  cite: ["Li et al. 2020, arXiv:2006.04388"],
  reference: {},
};
export default spec;
