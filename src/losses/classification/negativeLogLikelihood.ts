import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { mulOrZero } from "../../ops/exponential.ts";
import { gatherElements } from "../../ops/gather.ts";
import { alignLabels, classAxis } from "../classes.ts";
import { countedLabels, mulByLabel, perClass } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface NegativeLogLikelihoodOptions {
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
  /**
   * Factor of each class's term. PyTorch's mean divides by the sum of the labels' weights: for that give the weights as
   * sample weights, with the reduction meanOverWeights. Default: 1 for all.
   */
  readonly classWeights?: readonly number[];
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Negative log-likelihood of integer labels: minus the log-probability of each, as it is given.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred log-probabilities, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities; ArgumentError when `classWeights` are not one per class
 */
export function negativeLogLikelihood(
  yTrue: Tensor,
  yPred: Tensor,
  { ignoreClass, classWeights, axis = -1 }: NegativeLogLikelihoodOptions = {},
): Tensor {
  const at = classAxis("negativeLogLikelihood", yPred, axis, true);
  const { index, weight } = alignLabels("negativeLogLikelihood", yTrue, yPred, at, ignoreClass);
  const ofLabel = gatherElements(yPred, index, { axis: at });
  const logs = weight === 1 ? ofLabel : mulOrZero(weight, ofLabel);
  const weights = perClass("negativeLogLikelihood", "classWeights", classWeights ?? 1, yPred, at);
  return neg(mulByLabel(squeeze(logs, at), weights, squeeze(index, at)));
}

const spec: LossSpec<NegativeLogLikelihoodOptions> = {
  fn: negativeLogLikelihood,
  mask: countedLabels,
  aliases: [
    "nll",
    { name: "NLLLoss", options: { ignoreClass: -100, axis: 1 } },
    { name: "NLLLoss2d", options: { ignoreClass: -100, axis: 1 } },
    { name: "nll_loss", options: { ignoreClass: -100, axis: 1 } },
  ],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Minus the predicted log-probability of the class.",
  formula: "-w_y \\, \\hat{y}_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logProbabilities", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
    classWeights: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2, 1.5], doc: "Factor of each class." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Fisher 1922, doi:10.1098/rsta.1922.0009"],
  reference: {
    torch: {
      name: "nn.NLLLoss",
      differs: "classes on axis 1; its mean divides by the sum of the labels' class weights, 0/0 included",
    },
    mlx: "nll_loss",
  },
};
export default spec;
