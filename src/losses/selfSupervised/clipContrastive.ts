import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, div, mul } from "../../ops/arithmetic.ts";
import { type BlockOptions, blockSizeParam, isInBlocks } from "../blocks.ts";
import { directions, logSumOthers, rowProducts, searchBatch, surprise } from "../contrast.ts";
import { diagonal, dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ClipContrastiveOptions extends BlockOptions {
  /** Divisor of the cosines; CLIP trains it. Default 0.07. */
  readonly temperature?: TensorLike;
}

/**
 * CLIP's loss: an image has to find its text among the texts of the batch, and the text its image among the images; the
 * mean of both.
 * @param imageEmbeddings [batch, dim]; normalised here
 * @param textEmbeddings the same shape, row i belonging to image i
 * @returns [batch]; 0 for a batch of one, which has no negatives
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function clipContrastive(
  imageEmbeddings: Tensor,
  textEmbeddings: Tensor,
  { temperature = 0.07, ...options }: ClipContrastiveOptions = {},
): Tensor {
  const [image, text] = directions("clipContrastive", { imageEmbeddings, textEmbeddings }) as [Tensor, Tensor];
  const batch = image.shape[0] as number;
  if (isInBlocks(batch, batch, options))
    return mul(
      add(searchBatch(image, text, temperature, options), searchBatch(text, image, temperature, options)),
      0.5,
    );
  const logits = div(dots(image, text), temperature);
  const own = div(rowProducts(image, text), temperature);
  const paired = diagonal(batch);
  const [texts, images] = [logSumOthers(logits, paired, 1), logSumOthers(logits, paired, 0)];
  return mul(add(surprise(own, texts), surprise(own, images)), 0.5);
}

const spec: LossSpec<ClipContrastiveOptions, [imageEmbeddings: Tensor, textEmbeddings: Tensor]> = {
  fn: clipContrastive,
  aliases: ["CLIP", "ClipLoss", "symmetricInfoNce"],
  family: "selfSupervised",
  tasks: ["multimodal", "pretraining"],
  summary: "Images and texts find each other in the batch.",
  formula:
    "-\\tfrac12 \\log \\frac{e^{u_i \\cdot v_i / \\tau}}{\\sum_j e^{u_i \\cdot v_j / \\tau}} - \\tfrac12 \\log \\frac{e^{u_i \\cdot v_i / \\tau}}{\\sum_j e^{u_j \\cdot v_i / \\tau}}",
  inputs: [
    { name: "imageEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "textEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.07, above: 0, trainable: true, doc: "Divisor of the cosines." },
    blockSize: blockSizeParam,
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Radford et al. 2021, arXiv:2103.00020"],
  reference: {},
};
export default spec;
