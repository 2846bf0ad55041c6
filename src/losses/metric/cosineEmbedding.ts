import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { cosineBetween } from "../norms.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CosineEmbeddingOptions {
  /** Cosine below which unlike pairs cost nothing. Default 0. */
  readonly margin?: number;
}

/**
 * Cosine embedding loss of pairs: 1 - cos for like ones, the cosine beyond the margin for unlike ones. A vector of zeros has
 * cosine 0 with any other.
 * @param yTrue 1 for a like pair, -1 for an unlike one; any other number costs nothing. [batch] floats
 * @param input1 [batch, dim]
 * @param input2 [batch, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless all are floats of one dtype
 */
export function cosineEmbedding(
  yTrue: Tensor,
  input1: Tensor,
  input2: Tensor,
  { margin = 0 }: CosineEmbeddingOptions = {},
): Tensor {
  const pair = { input1: [input1, "[batch, dim]"], input2: [input2, "[batch, dim]"] } as const;
  bindShapes("cosineEmbedding", { yTrue: [yTrue, "[batch]"], ...pair });
  requireFloats("cosineEmbedding", yTrue, input1, input2);
  const cosine = cosineBetween(input1, input2);
  const unlike = where(equal(yTrue, -1), relu(sub(cosine, margin)), 0);
  return where(equal(yTrue, 1), sub(1, cosine), unlike);
}

const spec: LossSpec<CosineEmbeddingOptions, [yTrue: Tensor, input1: Tensor, input2: Tensor]> = {
  fn: cosineEmbedding,
  aliases: ["CosineEmbeddingLoss", "cosine_embedding_loss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Pairs: like ones to cosine 1, unlike ones below a margin.",
  formula: "\\begin{cases} 1 - \\cos(a, b) & y = 1 \\\\ [\\cos(a, b) - m]_+ & y = -1 \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "sign", shape: "[batch]" },
    { name: "input1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "input2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 0, min: -1, max: 1, doc: "Cosine below which unlike pairs cost nothing." },
  },
  minimum: 0,
  kinks: [
    {
      at: "an unlike pair with cosine = margin, and vectors of zeros",
      gradient: "0",
      point: {
        inputs: { yTrue: [-1, 1], input1: [[1, 0], [0, 0]], input2: [[0, 1], [1, 2]] }, // biome-ignore format: one row a line is longer
        gradients: { input1: [[0, 0], [0, 0]], input2: [[0, 0], [0, 0]] }, // biome-ignore format: one row a line is longer
      },
    },
  ],
  cite: ["Bromley et al. 1993, Signature Verification using a Siamese Time Delay Neural Network"],
  reference: {
    torch: {
      name: "nn.CosineEmbeddingLoss",
      differs: "adds 1e-12 to squared norms; at cosine = margin its gradient is whole",
    },
  },
};
export default spec;
