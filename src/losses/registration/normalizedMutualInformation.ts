import type { Tensor } from "../../core/tensor.ts";
import { add, div, neg } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { type HistogramOptions, histogramParams, jointEntropies } from "../histograms.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Minus the entropies of the values of two images over their joint entropy, by a soft joint histogram: mutual information that
 * does not grow with the overlap.
 * @param yTrue fixed images, [batch, ..., n] real
 * @param yPred moving images, the same shape
 * @returns [batch], from -2 (each says all of the other) to -1 (nothing); 0 where both are constant
 * @throws ShapeError when the shapes differ
 */
export function normalizedMutualInformation(yTrue: Tensor, yPred: Tensor, options: HistogramOptions = {}): Tensor {
  bindAlike("normalizedMutualInformation", { yTrue, yPred }, "[batch, ..., n]");
  const { ofTrue, ofPred, joint } = jointEntropies(yTrue, yPred, options);
  return neg(div(add(ofTrue, ofPred), where(equal(joint, 0), 1, joint)));
}

const spec: LossSpec<HistogramOptions> = {
  fn: normalizedMutualInformation,
  aliases: [
    "nmi",
    { name: "normalized_mutual_information_loss", options: { kernel: "xu", bins: 64 } },
    { name: "normalized_mutual_information_loss_2d", options: { kernel: "xu", bins: 64 } },
    { name: "normalized_mutual_information_loss_3d", options: { kernel: "xu", bins: 64 } },
    { name: "NMILossFromRef", options: { kernel: "xu", bins: 64 } },
  ],
  family: "registration",
  tasks: ["alignment"],
  summary: "Mutual information relative to the joint entropy.",
  formula: "-\\frac{H(y) + H(\\hat y)}{H(y, \\hat y)}",
  inputs: signalPair,
  values: "[batch]",
  sizes: { n: 20 },
  params: histogramParams,
  minimum: -2,
  kinks: [],
  cite: ["Studholme et al. 1999, doi:10.1016/S0031-3203(98)00091-0"],
  reference: {
    kornia: {
      name: "losses.normalized_mutual_information_loss",
      differs: "brings values to 0 to bins, where the last bin's centre is bins - 1, and lifts empty bins",
    },
  },
};
export default spec;
