import { ArgumentError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { oneHot } from "../../ops/gather.ts";
import { mean } from "../../ops/reduce.ts";
import { filterSpace, uniformTaps } from "../filters.ts";
import { labelLogs } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface NaclOptions {
  /** Odd edge of the neighbourhood, in positions. Default 3. */
  readonly kernelSize?: number;
  /** Absolute or squared differences. Default "l1". */
  readonly distance?: "l1" | "l2";
  /** How much the penalty counts. Default 0.1. */
  readonly alpha?: number;
}

/**
 * Neighbour-aware calibration loss: cross-entropy, and a pull of each position's logits to the shares of the classes among
 * the labels around it (positions beyond the border count as none, as in MONAI).
 * @param yTrue class indices from 0, [batch, ...space], int32 or int64
 * @param yPred logits, [batch, classes, ...space]
 * @returns [batch, ...space]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   ArgumentError for an even kernelSize; DomainError for probabilities
 */
export function nacl(
  yTrue: Tensor,
  yPred: Tensor,
  { kernelSize = 3, distance = "l1", alpha = 0.1 }: NaclOptions = {},
): Tensor {
  if (kernelSize % 2 === 0)
    throw new ArgumentError("nacl: kernelSize", { expected: "an odd number", got: `${kernelSize}` });
  const { logs, index } = labelLogs("nacl", yTrue, yPred, { fromLogits: true, axis: 1 });
  const target = oneHot(index, yPred.shape[1] as number, { dtype: yPred.dtype, axis: 1 });
  const gap = sub(filterSpace(target, uniformTaps(kernelSize), "zeros"), yPred);
  const penalty = mean(distance === "l1" ? abs(gap) : square(gap), { axes: 1 });
  return add(neg(logs), mul(penalty, alpha));
}

const spec: LossSpec<NaclOptions> = {
  fn: nacl,
  aliases: ["NACLLoss", "nacl_loss"],
  family: "classification",
  tasks: ["masks", "calibration"],
  summary: "Cross-entropy that ties logits to the mix of labels around each pixel.",
  formula: "-\\log p_y + \\frac{\\alpha}{C} \\sum_c \\bigl|\\bar{y}_c - \\hat{y}_c\\bigr|",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, classes, ...]", grad: true },
  ],
  params: {
    kernelSize: { kind: "integer", default: 3, min: 1, example: 5, doc: "Odd edge of the neighbourhood." },
    distance: { kind: "choice", default: "l1", choices: ["l1", "l2"], doc: "Absolute or squared differences." },
    alpha: { kind: "number", default: 0.1, min: 0, doc: "How much the penalty counts." },
  },
  minimum: 0,
  kinks: [
    {
      at: "logits equal to the shares of the classes",
      gradient: "that of cross-entropy",
      point: {
        inputs: { yTrue: [0], yPred: [[1, 0]] },
        gradients: { yPred: [[-0.2689414213699951, 0.2689414213699951]] },
      },
    },
  ],
  cite: ["Murugesan et al. 2023, arXiv:2303.06268", "Murugesan et al. 2024, arXiv:2401.14487"],
  reference: { monai: { name: "NACLLoss", differs: "a Gaussian neighbourhood too" } },
};
export default spec;
