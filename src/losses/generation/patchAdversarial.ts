import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { binaryCrossentropyOf } from "../elementwise.ts";
import { meanOfExample } from "../examples.ts";
import { scores } from "../scores.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

const criteria = ["leastSquares", "crossentropy", "hinge"] as const;

export interface PatchAdversarialOptions {
  /** Form of the loss. Default "leastSquares". */
  readonly criterion?: (typeof criteria)[number];
}

/**
 * Adversarial loss of one batch of patch scores against labels real (1) or generated (0), averaged over the patches. For
 * the discriminator call it on both kinds; for the generator, on generated ones with the label 1.
 * @param yTrue 1 where the patch should pass for real, else 0, [batch, ...]
 * @param yPred scores (logits for "crossentropy"), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function patchAdversarial(
  yTrue: Tensor,
  yPred: Tensor,
  { criterion = "leastSquares" }: PatchAdversarialOptions = {},
): Tensor {
  bindFloats("patchAdversarial", { yTrue: [yTrue, scores], yPred: [yPred, scores] });
  if (criterion === "leastSquares") return meanOfExample(square(sub(yPred, yTrue)));
  if (criterion === "crossentropy") return meanOfExample(binaryCrossentropyOf(yTrue, yPred, true));
  const sign = sub(mul(yTrue, 2), 1);
  return meanOfExample(relu(add(mul(mul(sign, -1), yPred), 1)));
}

const spec: LossSpec<PatchAdversarialOptions> = {
  fn: patchAdversarial,
  aliases: ["PatchAdversarialLoss"],
  family: "generation",
  tasks: ["generation"],
  summary: "Adversarial loss of patch scores against the labels real and generated.",
  formula:
    "\\operatorname{mean}\\, (D - y)^2, \\quad -y \\log \\sigma(D) - (1 - y) \\log(1 - \\sigma(D)), \\quad \\max(0, 1 - (2 y - 1) D)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: scores, min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: scores, grad: true },
  ],
  params: {
    criterion: { kind: "choice", default: "leastSquares", choices: criteria, doc: "Form of the loss." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a score at its margin (hinge)",
      gradient: "0",
      point: {
        inputs: { yTrue: [1, 0], yPred: [1, 0] },
        options: { criterion: "hinge" },
        gradients: { yPred: [0, 1] },
      },
    },
  ],
  cite: ["Isola et al. 2016, arXiv:1611.07004"],
  reference: {
    monai: {
      name: "PatchAdversarialLoss",
      differs: "there an activation comes first: sigmoid, tanh for hinge, leaky relu for least squares",
    },
  },
};
export default spec;
