import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface HingeEmbeddingOptions {
  /** Distance beyond which unlike pairs cost nothing. Default 1. */
  readonly margin?: number;
}

/**
 * Hinge embedding loss of distances: the distance itself of like pairs, what lacks to the margin of unlike ones. Averaged
 * over the last axis.
 * @param yTrue 1 for a like pair, -1 for an unlike one; any other number costs nothing. [batch, ...] floats
 * @param yPred distances, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function hingeEmbedding(yTrue: Tensor, yPred: Tensor, { margin = 1 }: HingeEmbeddingOptions = {}): Tensor {
  requireAlike("hingeEmbedding", yTrue, yPred);
  const unlike = where(equal(yTrue, -1), relu(sub(margin, yPred)), 0);
  return meanLastAxis(where(equal(yTrue, 1), yPred, unlike));
}

const spec: LossSpec<HingeEmbeddingOptions> = {
  fn: hingeEmbedding,
  aliases: ["HingeEmbeddingLoss", "hinge_embedding_loss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Distances of pairs: small for like ones, beyond a margin for unlike ones.",
  formula: "\\begin{cases} \\hat{y} & y = 1 \\\\ [m - \\hat{y}]_+ & y = -1 \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "sign", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: { margin: { kind: "number", default: 1, doc: "Distance beyond which unlike pairs cost nothing." } },
  minimum: null,
  kinks: [
    {
      at: "an unlike pair with yPred = margin",
      gradient: "0",
      point: { inputs: { yTrue: [-1], yPred: [1] }, gradients: { yPred: [0] } },
    },
  ],
  cite: ["Mobahi et al. 2009, doi:10.1145/1553374.1553469"],
  reference: {
    torch: { name: "nn.HingeEmbeddingLoss", differs: "adds both terms where yTrue is neither 1 nor -1" },
  },
};
export default spec;
