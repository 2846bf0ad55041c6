import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { countsFrom, directions, logSumOthers, rowProducts } from "../contrast.ts";
import { diagonal, dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface InfoLoobOptions {
  /** Divisor of the cosines; may be trained. Default 1/30. */
  readonly temperature?: TensorLike;
}

/**
 * InfoLOOB: CLIP's loss without the pair itself in the denominators ("leave one out"), which does not saturate where pairs
 * are already close. The mean of both directions. A batch of one has no negatives and does not count.
 * @param imageEmbeddings [batch, dim]; normalised here
 * @param textEmbeddings the same shape, row i belonging to image i
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function infoLoob(
  imageEmbeddings: Tensor,
  textEmbeddings: Tensor,
  { temperature = 1 / 30 }: InfoLoobOptions = {},
): Tensor {
  const [image, text] = directions("infoLoob", { imageEmbeddings, textEmbeddings }) as [Tensor, Tensor];
  const [logits, own] = [div(dots(image, text), temperature), div(rowProducts(image, text), temperature)];
  const paired = diagonal(logits.shape[0] as number);
  return sub(mul(add(logSumOthers(logits, paired, 1), logSumOthers(logits, paired, 0)), 0.5), own);
}

const spec: LossSpec<InfoLoobOptions, [imageEmbeddings: Tensor, textEmbeddings: Tensor]> = {
  fn: infoLoob,
  mask: (imageEmbeddings) => countsFrom(2, imageEmbeddings),
  aliases: ["InfoLOOBLoss"],
  family: "selfSupervised",
  tasks: ["multimodal", "pretraining"],
  summary: "CLIP's loss whose denominators leave the pair itself out.",
  formula:
    "-\\frac{u_i \\cdot v_i}{\\tau} + \\tfrac12 \\log \\sum_{j \\ne i} e^{u_i \\cdot v_j / \\tau} + \\tfrac12 \\log \\sum_{j \\ne i} e^{u_j \\cdot v_i / \\tau}",
  inputs: [
    { name: "imageEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "textEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: {
      kind: "number",
      default: 0.03333333333333333,
      above: 0,
      trainable: true,
      doc: "Divisor of the cosines.",
    },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Poole et al. 2019, arXiv:1905.06922", "Fürst et al. 2021, arXiv:2110.11316"],
  reference: {},
};
export default spec;
