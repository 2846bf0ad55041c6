import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { rootOrZero } from "../norms.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface PairContrastiveOptions {
  /** Distance beyond which unlike pairs cost nothing. Default 1. */
  readonly margin?: number;
}

/**
 * Contrastive loss of pairs: half the squared distance of like ones, half the square of what lacks to the margin of unlike
 * ones. (The paper writes Y = 0 for a like pair.)
 * @param yTrue 1 for a like pair, 0 for an unlike one, [batch] floats
 * @param input1 [batch, dim]
 * @param input2 [batch, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless all are floats of one dtype
 */
export function pairContrastive(
  yTrue: Tensor,
  input1: Tensor,
  input2: Tensor,
  { margin = 1 }: PairContrastiveOptions = {},
): Tensor {
  const pair = { input1: [input1, "[batch, dim]"], input2: [input2, "[batch, dim]"] } as const;
  bindShapes("pairContrastive", { yTrue: [yTrue, "[batch]"], ...pair });
  requireFloats("pairContrastive", yTrue, input1, input2);
  const squared = sum(square(sub(input1, input2)), { axes: -1 });
  const lacking = square(relu(sub(margin, rootOrZero(squared))));
  return mul(0.5, add(mul(yTrue, squared), mul(sub(1, yTrue), lacking)));
}

const spec: LossSpec<PairContrastiveOptions, [yTrue: Tensor, input1: Tensor, input2: Tensor]> = {
  fn: pairContrastive,
  aliases: ["siamese", "pair_contrastive_loss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Pairs: like ones together, unlike ones a margin apart.",
  formula: "\\tfrac12 y d^2 + \\tfrac12 (1 - y) [m - d]_+^2, \\quad d = \\|a - b\\|",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "input1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "input2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: { margin: { kind: "number", default: 1, min: 0, doc: "Distance beyond which unlike pairs cost nothing." } },
  minimum: 0,
  kinks: [
    {
      at: "an unlike pair at distance 0",
      gradient: "0",
      point: {
        inputs: { yTrue: [0], input1: [[1, 2]], input2: [[1, 2]] },
        gradients: { input1: [[0, 0]], input2: [[0, 0]] },
      },
    },
  ],
  cite: ["Hadsell et al. 2006, doi:10.1109/CVPR.2006.100"],
  reference: {},
};
export default spec;
