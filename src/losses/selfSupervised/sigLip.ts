import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { equal, where as select } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { type BlockOptions, blockSizeParam, inRowBlocks } from "../blocks.ts";
import { directions } from "../contrast.ts";
import { dots } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SigLipOptions extends BlockOptions {
  /** Factor of the cosines (the paper's t, e to a trained number); may be trained. Default 10. */
  readonly temperature?: TensorLike;
  /** Added to the scaled cosines; may be trained. Default -10, since nearly all pairs are negative. */
  readonly bias?: TensorLike;
}

/**
 * SigLIP: each pair of an image and a text is a yes-or-no question of its own, so that no softmax couples the batch. An
 * image's value is the sum over the batch's texts; the mean over images is the paper's loss.
 * @param imageEmbeddings [batch, dim]; normalised here
 * @param textEmbeddings the same shape, row i belonging to image i
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function sigLip(
  imageEmbeddings: Tensor,
  textEmbeddings: Tensor,
  { temperature = 10, bias = -10, ...options }: SigLipOptions = {},
): Tensor {
  const [image, text] = directions("sigLip", { imageEmbeddings, textEmbeddings }) as [Tensor, Tensor];
  const own = iota(image.shape[0] as number);
  const rows = { image, own: expandDims(own, 1) };
  return inRowBlocks(rows, own.size, options, (block) => {
    const logits = add(mul(dots(block.image, text), temperature), bias);
    return sum(softplus(select(equal(block.own, expandDims(own, 0)), neg(logits), logits)), { axes: -1 });
  });
}

const spec: LossSpec<SigLipOptions, [imageEmbeddings: Tensor, textEmbeddings: Tensor]> = {
  fn: sigLip,
  aliases: ["SigLipLoss", "sigmoidContrastive"],
  family: "selfSupervised",
  tasks: ["multimodal", "pretraining"],
  summary: "Each image and text are told, by a sigmoid, to belong together or not.",
  formula:
    "\\sum_j \\log\\left(1 + e^{-y_{ij} (t\\, u_i \\cdot v_j + b)}\\right), \\quad y_{ij} = 1 \\text{ if } i = j \\text{ else } -1",
  inputs: [
    { name: "imageEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "textEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 10, above: 0, trainable: true, doc: "Factor of the cosines." },
    bias: { kind: "number", default: -10, trainable: true, doc: "Added to the scaled cosines." },
    blockSize: blockSizeParam,
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Zhai et al. 2023, arXiv:2303.15343"],
  reference: {},
};
export default spec;
