import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";
import { generalizedDice } from "./generalizedDice.ts";

export interface GeneralizedDiceFocalOptions extends mask.MaskOptions {
  /** Weight of a channel by its pixels n in the target: "square" 1/n², "simple" 1/n, "uniform" 1. Default "square". */
  readonly weight?: mask.VolumeWeight;
  /** Focusing: how much pixels that are nearly right count less. Default 2. */
  readonly gamma?: number;
  /** Factor of the generalized Dice loss. Default 1. */
  readonly diceWeight?: number;
  /** Factor of the focal loss. Default 1. */
  readonly focalWeight?: number;
  /** Added to numerator and denominator, in pixels of the smallest class. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Generalized Dice loss and focal loss, as in `generalizedDice` and `diceFocal`.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function generalizedDiceFocal(yTrue: Tensor, yPred: Tensor, options: GeneralizedDiceFocalOptions = {}): Tensor {
  const { weight = "square", gamma = 2, diceWeight = 1, focalWeight = 1, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("generalizedDiceFocal", yTrue, yPred, options);
  const focal = meanOfExample(mask.pixelFocal("generalizedDiceFocal", yTrue, yPred, options, gamma));
  return add(mul(diceWeight, generalizedDice(target, predicted, { weight, smooth })), mul(focalWeight, focal));
}

const spec: LossSpec<GeneralizedDiceFocalOptions> = {
  fn: generalizedDiceFocal,
  aliases: [{ name: "GeneralizedDiceFocalLoss", options: { fromLogits: true, activation: "sigmoid" } }],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Generalized Dice loss and focal loss together.",
  formula: "\\lambda_1 \\, \\mathrm{GDL}(y, \\hat{y}) + \\lambda_2 \\, \\overline{-(1 - p_y)^{\\gamma} \\log p_y}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    weight: {
      kind: "choice",
      default: "square",
      choices: ["square", "simple", "uniform"],
      doc: "Weight of a channel of n pixels: 1/n², 1/n or 1.",
    },
    gamma: { kind: "number", default: 2, min: 0, doc: "Focusing: how much nearly right pixels count less." },
    diceWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the generalized Dice loss." },
    focalWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the focal loss." },
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the truth; a sigmoid's or softmax's output never is",
  cite: ["Sudre et al. 2017, arXiv:1707.03237", "Lin et al. 2017, arXiv:1708.02002"],
  reference: { monai: { name: "GeneralizedDiceFocalLoss", differs: "weights are not scaled before smoothing" } },
};
export default spec;
