import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { gather } from "../../ops/gather.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { argMin } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface VectorQuantizationOptions {
  /** Factor β of the encoder's commitment to its code. Default 0.25. */
  readonly commitment?: number;
  /** Number of codes: for `compile`, which makes the codebook. */
  readonly codes?: number;
}

/**
 * Codebook and commitment loss of a VQ-VAE: the nearest code moves to the encoder's output, and the output, by β, to it.
 * @param yPred encoder outputs, [batch, dim]
 * @param codebook [codes, dim]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function vectorQuantization(
  yPred: Tensor,
  codebook: Tensor,
  { commitment = 0.25 }: VectorQuantizationOptions = {},
): Tensor {
  bindFloats("vectorQuantization", { yPred: [yPred, "[batch, dim]"], codebook: [codebook, "[codes, dim]"] });
  // |z - e|² less |z|², which no choice of code changes.
  const distance = sub(sum(square(codebook), { axes: -1 }), mul(matMul(yPred, transposeMatrix(codebook)), 2));
  const nearest = gather(codebook, argMin(stopGradient(distance), { axis: -1 }));
  const move = square(sub(nearest, stopGradient(yPred)));
  const commit = square(sub(yPred, stopGradient(nearest)));
  return meanOfExample(add(move, mul(commit, commitment)));
}

const spec: LossSpec<VectorQuantizationOptions, [yPred: Tensor, codebook: Tensor]> = {
  fn: vectorQuantization,
  aliases: ["vq_loss", "commitmentLoss"],
  family: "generation",
  tasks: ["compression", "generation"],
  summary: "Moves codes to encoder outputs, and outputs to their codes.",
  formula: "\\operatorname{mean}\\, (\\mathrm{sg}(z) - e)^2 + \\beta (z - \\mathrm{sg}(e))^2",
  inputs: [
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    {
      name: "codebook",
      domain: "embedding",
      shape: "[codes, dim]",
      grad: true,
      variable: { trainable: true, initial: "normal" },
    },
  ],
  params: {
    commitment: { kind: "number", default: 0.25, min: 0, doc: "Factor of the encoder's commitment." },
    codes: { kind: "integer", default: null, min: 1, doc: "Number of codes." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["van den Oord et al. 2017, arXiv:1711.00937"],
  reference: {},
};
export default spec;
