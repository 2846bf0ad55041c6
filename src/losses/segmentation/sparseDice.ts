import type { Tensor } from "../../core/tensor.ts";
import * as mask from "../masks.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { type DiceOptions, dice } from "./dice.ts";

export interface SparseDiceOptions extends DiceOptions {}

/**
 * Dice loss for class indices: their one-hot masks against a channel for each class.
 * @param yTrue class indices from 0, [batch, ...] integers; an index outside the classes is in no mask
 * @param yPred probabilities (or logits), [batch, classes, ...]
 * @returns [batch]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for logits without `fromLogits`, or probabilities with it
 */
export function sparseDice(yTrue: Tensor, yPred: Tensor, options: SparseDiceOptions = {}): Tensor {
  const shapes = { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, classes, ...]"] } as const;
  const { classes = 1 } = bindShapes("sparseDice", shapes);
  requireFloats("sparseDice", yPred);
  return dice(mask.oneHotMask("sparseDice", yTrue, classes, yPred), yPred, options);
}

const spec: LossSpec<SparseDiceOptions> = {
  fn: sparseDice,
  aliases: [{ name: "kornia.dice_loss", options: { fromLogits: true, activation: "softmax" } }],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss for a class index at each pixel.",
  formula: "1 - \\frac{2 \\sum_i \\hat{y}_{i, y_i} + s}{n + \\sum_{i,c} \\hat{y}_{ic} + s}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    {
      name: "yPred",
      domain: ["probabilities", "logits"],
      shape: "[batch, classes, ...]",
      grad: true,
      min: 0,
      max: 1,
    },
  ],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    perChannel: mask.perChannelParam,
    squared: { kind: "flag", default: false, doc: "Squares in the denominator." },
    softLabels: { kind: "flag", default: false, doc: "Overlap as the sum of the smaller of both." },
    smooth: mask.smoothParam,
    logLoss: { kind: "flag", default: false, doc: "-log of the score instead of 1 less the score." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "no overlap at all with logLoss and smooth: 0",
  cite: ["Milletari et al. 2016, arXiv:1606.04797", "Drozdzal et al. 2016, arXiv:1608.04117"],
  reference: {
    smp: { name: "DiceLoss(mode='multiclass')", differs: "sums over the batch; takes logits" },
    monai: { name: "DiceLoss(to_onehot_y=True)", differs: "perChannel: true; labels have a channel axis of size 1" },
    kornia: { name: "dice_loss", differs: "takes logits; smooth 1e-8 in the denominator only" },
  },
};
export default spec;
