import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { type ClassesOptions, classesParam } from "../labelled.ts";
import { softmaxLoss } from "../labels.ts";
import { dots } from "../pairwise.ts";
import { checkPrototypes } from "../prototypes.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Options of {@link instance}. */
export type InstanceOptions = ClassesOptions;

/**
 * Instance loss: every image with its texts is a class of its own, and one classifier has to tell the classes from an image's
 * embedding as well as from a text's, which brings the two together.
 * @param yTrue index of the instance, [batch] integers
 * @param image [batch, dim]
 * @param text [batch, dim]
 * @param weights of the classifier, [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function instance(
  yTrue: Tensor,
  image: Tensor,
  text: Tensor,
  weights: Tensor,
  _options: InstanceOptions = {},
): Tensor {
  bindAlike("instance", { image, text }, "[batch, dim]");
  const index = checkPrototypes("instance", yTrue, image, ["weights", weights]);
  return add(softmaxLoss(dots(image, weights), index), softmaxLoss(dots(text, weights), index));
}

const spec: LossSpec<InstanceOptions, [yTrue: Tensor, image: Tensor, text: Tensor, weights: Tensor]> = {
  fn: instance,
  aliases: ["InstanceLoss"],
  family: "metric",
  tasks: ["embeddings", "multimodal"],
  summary: "One classifier of instances for both modalities.",
  formula: "-\\log \\operatorname{softmax}(W f)_y - \\log \\operatorname{softmax}(W g)_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "weights" },
    { name: "image", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "text", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "weights",
      domain: "embedding",
      shape: "[classes, dim]",
      grad: true,
      variable: { trainable: true, initial: "glorotUniform" },
    },
  ],
  params: { classes: classesParam },
  minimum: 0,
  kinks: [],
  cite: ["Zheng et al. 2017, arXiv:1711.05535"],
  reference: { pml: { name: "InstanceLoss", differs: "classifies among the batch's own embeddings, without weights" } },
};
export default spec;
