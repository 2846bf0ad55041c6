import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { transposeMatrix } from "../../ops/matmul.ts";
import { sum } from "../../ops/structure.ts";
import { directions, logSumOthers, rowProducts, surprise } from "../contrast.ts";
import { diagonal, dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface CyClipOptions {
  /** Divisor of the cosines; may be trained. Default 0.07. */
  readonly temperature?: TensorLike;
  /** Weight of the differences between the cosines of two images and those of their texts. Default 0.25. */
  readonly inModal?: number;
  /** Weight of the differences between the cosines of image and text and those of text and image. Default 0.25. */
  readonly crossModal?: number;
}

/**
 * CyCLIP: CLIP's loss, and geometry that is the same in both modalities: two images are as near each other as their texts,
 * and image i to text j as image j to text i.
 * @param imageEmbeddings [batch, dim]; normalised here
 * @param textEmbeddings the same shape, row i belonging to image i
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function cyClip(
  imageEmbeddings: Tensor,
  textEmbeddings: Tensor,
  { temperature = 0.07, inModal = 0.25, crossModal = 0.25 }: CyClipOptions = {},
): Tensor {
  const [image, text] = directions("cyClip", { imageEmbeddings, textEmbeddings }) as [Tensor, Tensor];
  const across = dots(image, text);
  const [logits, paired] = [div(across, temperature), diagonal(across.shape[0] as number)];
  const own = div(rowProducts(image, text), temperature);
  const clip = add(surprise(own, logSumOthers(logits, paired, 1)), surprise(own, logSumOthers(logits, paired, 0)));
  const within = sum(square(sub(dots(image, image), dots(text, text))), { axes: -1 });
  const crossed = sum(square(sub(across, transposeMatrix(across))), { axes: -1 });
  return add(mul(clip, 0.5), add(mul(within, inModal), mul(crossed, crossModal)));
}

const spec: LossSpec<CyClipOptions, [imageEmbeddings: Tensor, textEmbeddings: Tensor]> = {
  fn: cyClip,
  aliases: [],
  family: "selfSupervised",
  tasks: ["multimodal", "pretraining"],
  summary: "CLIP's loss with the same geometry for images as for texts.",
  formula:
    "\\mathrm{CLIP}_i + \\lambda_1 \\sum_j (u_i \\cdot u_j - v_i \\cdot v_j)^2 + \\lambda_2 \\sum_j (u_i \\cdot v_j - u_j \\cdot v_i)^2",
  inputs: [
    { name: "imageEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "textEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.07, above: 0, trainable: true, doc: "Divisor of the cosines." },
    inModal: { kind: "number", default: 0.25, min: 0, doc: "Weight of geometry within modalities." },
    crossModal: { kind: "number", default: 0.25, min: 0, doc: "Weight of symmetry across modalities." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Goel et al. 2022, arXiv:2205.14459"],
  reference: {},
};
export default spec;
