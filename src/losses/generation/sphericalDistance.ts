import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { greaterEqual, indicator } from "../../ops/compare.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { stopGradient } from "../../ops/structure.ts";
import { atan2 } from "../../ops/trigonometric.ts";
import { euclideanNorm } from "../norms.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SphericalDistanceOptions {
  /** Factor; negative to move away. Default 1. */
  readonly weight?: number;
  /** Value, after the weight's sign, from which on there is no more gradient. Default: none. */
  readonly stop?: number;
}

/**
 * Half the squared angle between two embeddings, as CLIP-guided generation uses it for prompts. Where the signed distance
 * is below `stop` the value stays and the gradient is 0.
 * @param yTrue embeddings of the prompt, [batch, ..., dim]
 * @param yPred embeddings of the image, the same shape; neither needs length 1
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ
 */
export function sphericalDistance(
  yTrue: Tensor,
  yPred: Tensor,
  { weight = 1, stop = Number.NEGATIVE_INFINITY }: SphericalDistanceOptions = {},
): Tensor {
  bindFloats("sphericalDistance", { yTrue: [yTrue, "[batch, ..., dim]"], yPred: [yPred, "[batch, ..., dim]"] });
  const [u, v] = [l2Normalize(yPred), l2Normalize(yTrue)];
  // The angle is 2 atan2(|u - v|, |u + v|): exact near 0 and near opposite directions, where arcsin's slope is infinite.
  const distance = mul(2, square(atan2(euclideanNorm(sub(u, v)), euclideanNorm(add(u, v)))));
  const signed = mul(distance, Math.sign(weight));
  if (stop === Number.NEGATIVE_INFINITY) return mul(signed, Math.abs(weight));
  const moves = stopGradient(indicator(greaterEqual(signed, stop), signed));
  const stopped = add(mul(signed, moves), stopGradient(sub(signed, mul(signed, moves))));
  return mul(stopped, Math.abs(weight));
}

const spec: LossSpec<SphericalDistanceOptions> = {
  fn: sphericalDistance,
  aliases: ["spherical_dist_loss", "prompt_loss"],
  family: "generation",
  tasks: ["guidance", "generation"],
  summary: "Half the squared angle between an image's and a prompt's embedding.",
  formula: "w \\, \\tfrac12 \\theta^2, \\quad \\theta = \\angle(\\hat{y}, y)",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, ..., dim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, ..., dim]", grad: true },
  ],
  params: {
    weight: { kind: "number", default: 1, example: 0.5, doc: "Factor of the distance; negative to move away." },
    stop: { kind: "number", default: null, example: 0.2, doc: "Signed distance below which there is no gradient." },
  },
  minimum: null,
  kinks: [
    {
      at: "equal directions",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[2, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
    {
      at: "opposite directions",
      gradient: "0: no direction is nearer than another",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[-1, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Crowson 2021, Generates images from text prompts with VQGAN and CLIP (notebook)"],
  reference: {},
};
export default spec;
