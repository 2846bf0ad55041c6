import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels } from "../labels.ts";
import { entmax15Root, regularisedMaximum } from "../simplex.ts";
import type { LossSpec } from "../spec.ts";

/**
 * The loss of 1.5-entmax, between softmax and sparsemax: probabilities with exact zeros that still vary smoothly. The gradient
 * is the prediction less the one-hot target; it is exactly 0 once the class leads by 2.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred scores, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers
 */
export function entmax15(yTrue: Tensor, yPred: Tensor): Tensor {
  const target = oneHotLabels("entmax15", yTrue, yPred, true);
  const predict = (x: Tensor): Tensor => square(entmax15Root(x));
  const tsallis = (x: Tensor): Tensor => {
    const root = entmax15Root(x);
    return mul(4 / 3, sub(1, sum(mul(square(root), root), { axes: -1 })));
  };
  return regularisedMaximum(yPred, target, predict, tsallis);
}

const spec: LossSpec<object> = {
  fn: entmax15,
  aliases: ["entmax15Loss", "entmax15_loss", "entmax"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "The loss of sparse yet smooth probabilities, between softmax and sparsemax.",
  formula:
    "\\langle p - e_y, \\hat{y} \\rangle + \\tfrac43 \\Bigl(1 - \\sum_c p_c^{3/2}\\Bigr), \\quad p = \\operatorname{entmax}_{1.5}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Peters et al. 2019, arXiv:1905.05702", "Blondel et al. 2019, arXiv:1901.02324"],
  reference: {},
};
export default spec;
