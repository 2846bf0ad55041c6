import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { log } from "../../ops/exponential.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type MixtureDensityOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of a target under a mixture of normal distributions with independent dimensions: for targets
 * that have several likely values.
 * @param yTrue targets, [batch, dim] real
 * @param logits predicted logits of the components, [batch, components]
 * @param mean predicted means, [batch, components, dim]
 * @param scale predicted standard deviations, [batch, components, dim], above 0
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together
 */
export function mixtureDensity(yTrue: Tensor, logits: Tensor, mean: Tensor, scale: Tensor): Tensor {
  bindFloats("mixtureDensity", {
    yTrue: [yTrue, "[batch, dim]"],
    logits: [logits, "[batch, components]"],
    mean: [mean, "[batch, components, dim]"],
    scale: [scale, "[batch, components, dim]"],
  });
  const z = div(sub(expandDims(yTrue, 1), mean), scale);
  const surprise = sum(add(add(log(scale), 0.5 * Math.log(2 * Math.PI)), mul(0.5, square(z))), { axes: -1 });
  return neg(logSumExp(sub(logSoftmax(logits), surprise), { axes: -1 }));
}

const spec: LossSpec<MixtureDensityOptions, [yTrue: Tensor, logits: Tensor, mean: Tensor, scale: Tensor]> = {
  fn: mixtureDensity,
  aliases: ["mdn"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise under a mixture of normal distributions.",
  formula: "-\\log \\sum_k \\pi_k \\prod_d \\mathcal{N}(y_d; \\mu_{kd}, \\sigma_{kd}^2)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, dim]" },
    { name: "logits", domain: "logits", shape: "[batch, components]", grad: true },
    { name: "mean", domain: "real", shape: "[batch, components, dim]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, components, dim]", grad: true, min: 0 },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Bishop 1994, Mixture density networks"],
  reference: {},
};
export default spec;
