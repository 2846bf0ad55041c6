import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Moves images in the direction of a change of text: one less the cosine between the image's change and the text's, in the
 * embedding of both.
 * @param sourceText embedding of what the image shows, [batch, dim]
 * @param targetText embedding of what it should show, the same shape
 * @param sourceImage embedding of the image before, the same shape
 * @param yPred embedding of the image now, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function directionalClip(sourceText: Tensor, targetText: Tensor, sourceImage: Tensor, yPred: Tensor): Tensor {
  bindFloats("directionalClip", {
    sourceText: [sourceText, shape],
    targetText: [targetText, shape],
    sourceImage: [sourceImage, shape],
    yPred: [yPred, shape],
  });
  const text = l2Normalize(sub(targetText, sourceText));
  const image = l2Normalize(sub(yPred, sourceImage));
  return sub(1, sum(mul(image, text), { axes: -1 }));
}

const shape = "[batch, dim]";

type Inputs = [sourceText: Tensor, targetText: Tensor, sourceImage: Tensor, yPred: Tensor];

const spec: LossSpec<object, Inputs> = {
  fn: directionalClip,
  aliases: ["clip_directional_loss"],
  family: "generation",
  tasks: ["guidance", "multimodal"],
  summary: "An image's embedding should change as the text's does.",
  formula: "1 - \\cos(E(x) - E(x_0), E(t) - E(t_0))",
  inputs: [
    { name: "sourceText", domain: "embedding", shape },
    { name: "targetText", domain: "embedding", shape },
    { name: "sourceImage", domain: "embedding", shape },
    { name: "yPred", domain: "embedding", shape, grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "an image that has not changed",
      gradient: "0",
      point: {
        inputs: { sourceText: [[0, 0]], targetText: [[1, 0]], sourceImage: [[1, 2]], yPred: [[1, 2]] },
        gradients: { yPred: [[0, 0]] },
      },
    },
  ],
  cite: ["Gal et al. 2021, arXiv:2108.00946"],
  reference: {},
};
export default spec;
