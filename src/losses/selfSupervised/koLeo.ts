import type { Tensor } from "../../core/tensor.ts";
import { add, neg, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { gather } from "../../ops/gather.ts";
import { argMax } from "../../ops/reduce.ts";
import { countsFrom, directions } from "../contrast.ts";
import { euclideanNorm } from "../norms.ts";
import { diagonal, dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface KoLeoOptions {
  /** Added to distances, so that equal embeddings give a finite value. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Kozachenko-Leonenko regulariser: spreads a batch over the sphere by pushing each embedding from its nearest neighbour.
 * The form of DINOv2, of which the paper's differs by a constant. A batch of one has no neighbours and does not count.
 * @param embeddings [batch, dim]; normalised here
 * @returns [batch]
 * @throws ShapeError unless it is [batch, dim], DTypeError unless it is a float
 */
export function koLeo(embeddings: Tensor, { epsilon = 1e-8 }: KoLeoOptions = {}): Tensor {
  const [unit] = directions("koLeo", { embeddings }) as [Tensor];
  const near = select(diagonal(unit.shape[0] as number), Number.NEGATIVE_INFINITY, dots(unit, unit));
  // The distance from the difference: 2 - 2 cos has no digits left where neighbours are close.
  return neg(log(add(euclideanNorm(sub(unit, gather(unit, argMax(near)))), epsilon)));
}

const spec: LossSpec<KoLeoOptions, [embeddings: Tensor]> = {
  fn: koLeo,
  mask: (embeddings) => countsFrom(2, embeddings),
  aliases: ["KoLeoLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Embeddings keep their distance from their nearest neighbours.",
  formula: "-\\log \\left(\\min_{j \\ne i} \\|z_i - z_j\\| + \\epsilon\\right)",
  inputs: [{ name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true }],
  params: { epsilon: { kind: "number", default: 1e-8, above: 0, example: 1e-3, doc: "Added to distances." } },
  values: "[batch]",
  coupled: true,
  minimum: -0.694,
  kinks: [
    {
      at: "equal embeddings",
      gradient: "0",
      point: {
        inputs: {
          embeddings: [
            [1, 0],
            [1, 0],
          ],
        },
        gradients: {
          embeddings: [
            [0, 0],
            [0, 0],
          ],
        },
      },
    },
  ],
  cite: ["Sablayrolles et al. 2018, arXiv:1806.03198", "Oquab et al. 2023, arXiv:2304.07193"],
  reference: {},
};
export default spec;
