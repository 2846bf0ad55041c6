import type { Tensor } from "../../core/tensor.ts";
import { exampleTotals } from "../examples.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { bindFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface ReconstructionOptions {
  /** Loss of single numbers. Default meanSquaredError. */
  readonly loss?: LossOption;
  /** Mean over an example's numbers instead of their sum. Default false. */
  readonly average?: boolean;
}

/**
 * How well an autoencoder gives back its input: a loss of single numbers, summed over the example. The target is the input
 * itself, so no labels are needed.
 * @param yTrue what went in, [batch, ...]
 * @param yPred what came out, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function reconstruction(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError, average = false }: ReconstructionOptions = {},
): Tensor {
  bindFloats("reconstruction", { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, "[batch, ...]"] });
  return exampleTotals(loss, yTrue, yPred, average);
}

const spec: LossSpec<ReconstructionOptions> = {
  fn: reconstruction,
  aliases: ["autoencoderLoss"],
  family: "generation",
  tasks: ["compression", "restoration"],
  summary: "How well an autoencoder gives back its input, summed over the example.",
  formula: "\\sum_i \\ell(x_i, \\hat{x}_i)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "huber", doc: "Loss of single numbers." },
    average: { kind: "flag", default: false, doc: "Mean over an example's numbers instead of their sum." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647"],
  reference: {},
};
export default spec;
