import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { requireItems } from "../sampled-items.ts";
import type { LossSpec } from "../spec.ts";

export interface CosineContrastiveOptions {
  /** Similarity from which other items count. Default 0.9. */
  readonly margin?: number;
  /** Factor of the mean over the other items. Default 10. */
  readonly negativeWeight?: number;
}

/**
 * Cosine contrastive loss: what the chosen item lacks of similarity 1, plus the mean of what the others have above the
 * margin. The inputs are cosine similarities of user and item.
 * @param positive scores of the items chosen, [batch]
 * @param negatives scores of items not chosen, [batch, negatives]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function cosineContrastive(
  positive: Tensor,
  negatives: Tensor,
  { margin = 0.9, negativeWeight = 10 }: CosineContrastiveOptions = {},
): Tensor {
  requireItems("cosineContrastive", positive, negatives);
  const hinge = mean(relu(sub(negatives, margin)), { axes: 1 });
  return add(sub(1, positive), mul(hinge, negativeWeight));
}

const spec: LossSpec<CosineContrastiveOptions, [positive: Tensor, negatives: Tensor]> = {
  fn: cosineContrastive,
  aliases: ["CCLLoss"],
  family: "ranking",
  tasks: ["recommendation"],
  summary: "Similarity missed by the chosen item plus that above a margin of the others.",
  formula: "1 - s_+ + w \\operatorname{mean}_j \\max(0, s_j - m)",
  inputs: [
    { name: "positive", domain: "real", shape: "[batch]", grad: true, min: -1, max: 1 },
    { name: "negatives", domain: "real", shape: "[batch, negatives]", grad: true, min: -1, max: 1 },
  ],
  params: {
    margin: {
      kind: "number",
      default: 0.9,
      min: -1,
      max: 1,
      example: 0.25,
      doc: "Similarity from which other items count.",
    },
    negativeWeight: { kind: "number", default: 10, min: 0, doc: "Factor of the mean over the other items." },
  },
  minimum: 0,
  kinks: [
    {
      at: "s_j = m",
      gradient: "0",
      point: {
        inputs: { positive: [1], negatives: [[0.5]] },
        options: { margin: 0.5 },
        gradients: { positive: [-1], negatives: [[0]] },
      },
    },
  ],
  cite: ["Mao et al. 2021, arXiv:2109.12613"],
  reference: {},
};
export default spec;
