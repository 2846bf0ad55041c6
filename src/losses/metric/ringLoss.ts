import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { euclideanNorm } from "../norms.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface RingLossOptions {
  /** Length that embeddings should have; the paper trains it. Default 1. */
  readonly radius?: TensorLike;
}

/**
 * Ring loss: half the squared difference between an embedding's length and a common radius. Meant beside a cross-entropy.
 * @param embeddings [batch, dim]
 * @returns [batch]
 * @throws ShapeError when it has other axes, DTypeError unless it is floats
 */
export function ringLoss(embeddings: Tensor, { radius = 1 }: RingLossOptions = {}): Tensor {
  bindAlike("ringLoss", { embeddings }, "[batch, dim]");
  return mul(0.5, square(sub(euclideanNorm(embeddings), radius)));
}

const spec: LossSpec<RingLossOptions, [embeddings: Tensor]> = {
  fn: ringLoss,
  aliases: [],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Embeddings of one length, which can be learned.",
  formula: "\\tfrac12 (\\|x\\| - R)^2",
  inputs: [{ name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true }],
  params: {
    radius: { kind: "number", default: 1, min: 0, trainable: true, doc: "Length that embeddings should have." },
  },
  minimum: 0,
  kinks: [
    {
      at: "an embedding of zeros",
      gradient: "0",
      point: { inputs: { embeddings: [[0, 0]] }, gradients: { embeddings: [[0, 0]] } },
    },
  ],
  cite: ["Zheng et al. 2018, arXiv:1803.00130"],
  reference: {},
};
export default spec;
