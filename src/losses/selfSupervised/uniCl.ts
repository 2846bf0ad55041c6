import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { transposeMatrix } from "../../ops/matmul.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { directions } from "../contrast.ts";
import { dots, maskedMean, sameLabel } from "../pairwise.ts";
import { asIndex, bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface UniClOptions {
  /** Divisor of the cosines; may be trained. Default 0.07. */
  readonly temperature?: TensorLike;
}

/**
 * Unified contrastive learning of images, texts and labels: an image has to find the texts of its label, a text the images.
 * With a label of its own for each pair it is clipContrastive. The mean of both directions.
 * @param labels int32 or int64, [batch]: pairs of equal labels belong together
 * @param imageEmbeddings [batch, dim]; normalised here
 * @param textEmbeddings the same shape, row i belonging to image i
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless labels are integers and embeddings floats
 */
export function uniCl(
  labels: Tensor,
  imageEmbeddings: Tensor,
  textEmbeddings: Tensor,
  { temperature = 0.07 }: UniClOptions = {},
): Tensor {
  bindShapes("uniCl", { labels: [labels, "[batch]"], imageEmbeddings: [imageEmbeddings, "[batch, dim]"] });
  const [image, text] = directions("uniCl", { imageEmbeddings, textEmbeddings }) as [Tensor, Tensor];
  const same = sameLabel(asIndex("uniCl", labels));
  const logits = div(dots(image, text), temperature);
  const found = (x: Tensor): Tensor =>
    maskedMean(sub(expandDims(logSumExp(x, { axes: -1 }), 1), x), same, { axes: -1 });
  return mul(add(found(logits), found(transposeMatrix(logits))), 0.5);
}

const spec: LossSpec<UniClOptions, [labels: Tensor, imageEmbeddings: Tensor, textEmbeddings: Tensor]> = {
  fn: uniCl,
  aliases: [],
  family: "selfSupervised",
  tasks: ["multimodal", "pretraining", "multiclass"],
  summary: "Images and texts of one label find each other in the batch.",
  formula:
    "-\\frac{1}{2 |P_i|} \\sum_{p \\in P_i} \\left(\\log \\frac{e^{u_i \\cdot v_p / \\tau}}{\\sum_j e^{u_i \\cdot v_j / \\tau}} + \\log \\frac{e^{u_p \\cdot v_i / \\tau}}{\\sum_j e^{u_j \\cdot v_i / \\tau}}\\right)",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "imageEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "textEmbeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.07, above: 0, trainable: true, doc: "Divisor of the cosines." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Yang et al. 2022, arXiv:2204.03610"],
  reference: {},
};
export default spec;
