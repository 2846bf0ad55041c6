import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { sum } from "../../ops/structure.ts";
import { requireViews, rowProducts } from "../contrast.ts";
import { diagonal, dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

/** The spectral contrastive loss has no options. */
export type SpectralContrastiveOptions = Readonly<Record<never, never>>;

/**
 * Spectral contrastive loss: products of the views of one example are large, those of different examples small. Its minimum
 * is a spectral embedding of the graph of augmentations. Embeddings are not normalised; the authors' code cuts their
 * length beforehand.
 * @param view1 embeddings of one view, [batch, dim]
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]; for a batch of one without the second term
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function spectralContrastive(view1: Tensor, view2: Tensor): Tensor {
  const { batch } = requireViews("spectralContrastive", { view1, view2 }) as { batch: number };
  const others = sum(select(diagonal(batch), 0, square(dots(view1, view2))), { axes: -1 });
  return add(mul(rowProducts(view1, view2), -2), div(others, Math.max(batch - 1, 1)));
}

const spec: LossSpec<SpectralContrastiveOptions, [view1: Tensor, view2: Tensor]> = {
  fn: spectralContrastive,
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Products of views of one example are large, those of different examples small.",
  formula: "-2\\, z_i \\cdot z_i' + \\frac{1}{n - 1} \\sum_{j \\ne i} (z_i \\cdot z_j')^2",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {},
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["HaoChen et al. 2021, arXiv:2106.04156"],
  reference: {},
};
export default spec;
