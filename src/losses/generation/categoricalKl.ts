import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Divergence of a discrete posterior from the uniform distribution, in nats: the latent term of a variational autoencoder
 * with categorical latents (Gumbel-softmax).
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]: log(classes) less the entropy
 */
export function categoricalKl(yPred: Tensor): Tensor {
  const { classes } = bindFloats("categoricalKl", { yPred: [yPred, "[batch, ..., classes]"] });
  const logs = logSoftmax(yPred);
  return add(sum(mul(exp(logs), logs), { axes: -1 }), Math.log(classes as number));
}

const spec: LossSpec<object, [yPred: Tensor]> = {
  fn: categoricalKl,
  aliases: ["kl_categorical_uniform"],
  family: "generation",
  tasks: ["generation", "compression"],
  summary: "Divergence of a categorical posterior from the uniform distribution.",
  formula: "\\log K + \\sum_k p_k \\log p_k",
  inputs: [{ name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true }],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Jang et al. 2016, arXiv:1611.01144"],
  reference: {},
};
export default spec;
