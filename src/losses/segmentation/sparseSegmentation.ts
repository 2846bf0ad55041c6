import type { Tensor } from "../../core/tensor.ts";
import { oneHotMask } from "../masks.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";
import { dice } from "./dice.ts";

export interface SparseSegmentationOptions {
  /** The loss of masks: a name, `{ name, ...options }` or a function (yTrue, yPred) => values. Default "dice". */
  readonly loss?: LossOption;
}

/**
 * Any loss of masks for class indices: it gets their one-hot masks.
 * @param yTrue class indices from 0, [batch, ...] integers; an index outside the classes is in no mask
 * @param yPred what the loss takes, [batch, classes, ...]
 * @returns [batch], or what the loss gives
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers
 */
export function sparseSegmentation(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = dice }: SparseSegmentationOptions = {},
): Tensor {
  const shapes = { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, classes, ...]"] } as const;
  const { classes = 1 } = bindShapes("sparseSegmentation", shapes);
  requireFloats("sparseSegmentation", yPred);
  return loss(oneHotMask("sparseSegmentation", yTrue, classes, yPred), yPred);
}

const spec: LossSpec<SparseSegmentationOptions> = {
  fn: sparseSegmentation,
  aliases: [],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Any loss of masks, for a class index at each pixel.",
  formula: "\\mathcal{L}(\\operatorname{onehot}(y), \\hat{y})",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    {
      name: "yPred",
      domain: ["probabilities", "logits"],
      shape: "[batch, classes, ...]",
      grad: true,
      min: 0,
    },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "dice",
      takes: ["segmentation"],
      doc: "The loss of masks.",
      example: { name: "jaccard", perChannel: true },
    },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Milletari et al. 2016, arXiv:1606.04797"],
  reference: {},
};
export default spec;
