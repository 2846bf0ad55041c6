import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { directions, rowProducts } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

/** BYOL has no options. */
export type ByolOptions = Readonly<Record<never, never>>;

/**
 * BYOL: squared distance of the directions in which the online network's prediction and the target network's projection
 * of another view lie. Nothing flows back to the target. The paper adds the same with the views swapped.
 * @param target projection by the slow network, [batch, dim]; normalised here
 * @param prediction of the online network, the same shape
 * @returns [batch], from 0 to 4
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function byol(target: Tensor, prediction: Tensor): Tensor {
  const [aim, online] = directions("byol", { target, prediction }) as [Tensor, Tensor];
  return sub(2, mul(rowProducts(stopGradient(aim), online), 2));
}

const spec: LossSpec<ByolOptions, [target: Tensor, prediction: Tensor]> = {
  fn: byol,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "The online network predicts where a slow copy of itself puts another view.",
  formula: "2 - 2 \\frac{p \\cdot z}{\\|p\\| \\|z\\|}",
  inputs: [
    { name: "target", domain: "embedding", shape: "[batch, dim]" },
    { name: "prediction", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a prediction of zero",
      gradient: "0",
      point: { inputs: { target: [[1, 0]], prediction: [[0, 0]] }, gradients: { prediction: [[0, 0]] } },
    },
  ],
  cite: ["Grill et al. 2020, arXiv:2006.07733"],
  reference: {},
};
export default spec;
