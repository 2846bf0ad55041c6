import type { Tensor } from "../../core/tensor.ts";
import { add, clip as clipTo, maximum, mul, square, sub } from "../../ops/arithmetic.ts";
import { checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface ValueClipOptions {
  /** How far the value may move from its old one, in its unit. Default 0.2. */
  readonly clip?: number;
}

/**
 * Squared error of a value that is not to move far from what it was: the larger of the error and that of the value
 * held near its old one.
 * @param returns to be predicted, [batch, ...]
 * @param values [batch, ...]
 * @param oldValues predictions when the data was gathered, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function valueClip(
  returns: Tensor,
  values: Tensor,
  oldValues: Tensor,
  { clip = 0.2 }: ValueClipOptions = {},
): Tensor {
  checkDecisions("valueClip", {}, { returns, values, oldValues });
  const held = add(oldValues, clipTo(sub(values, oldValues), -clip, clip));
  return mul(0.5, maximum(square(sub(values, returns)), square(sub(held, returns))));
}

const spec: LossSpec<ValueClipOptions, [Tensor, Tensor, Tensor]> = {
  fn: valueClip,
  aliases: ["ppoValueClip", "clippedValueLoss"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of a value that stays near what it was.",
  formula: "\\tfrac12 \\max((V - R)^2, (V_{old} + \\mathrm{clip}(V - V_{old}, -\\epsilon, \\epsilon) - R)^2)",
  inputs: [
    { name: "returns", domain: "real", shape: "[batch, ...]" },
    { name: "values", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "oldValues", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    clip: { kind: "number", default: 0.2, above: 0, doc: "How far the value may move from its old one, in its unit." },
  },
  minimum: 0,
  kinks: [
    {
      at: "both errors alike, beyond the bound",
      gradient: "half of the unclipped error's",
      point: {
        inputs: { returns: [0], values: [1], oldValues: [-1.5] },
        options: { clip: 0.5 },
        gradients: { values: [0.5] },
      },
    },
  ],
  cite: ["Engstrom et al. 2020, arXiv:2005.12729"],
  reference: {},
};
export default spec;
