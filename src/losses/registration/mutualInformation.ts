import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { type HistogramOptions, histogramParams, jointEntropies } from "../histograms.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Minus the mutual information of the values of two images, in nats, by a soft joint histogram: alignment across modalities,
 * where the same thing has another brightness.
 * @param yTrue fixed images, [batch, ..., n] real
 * @param yPred moving images, the same shape
 * @returns [batch], from -log(bins) to 0
 * @throws ShapeError when the shapes differ
 */
export function mutualInformation(yTrue: Tensor, yPred: Tensor, options: HistogramOptions = {}): Tensor {
  bindAlike("mutualInformation", { yTrue, yPred }, "[batch, ..., n]");
  const { ofTrue, ofPred, joint } = jointEntropies(yTrue, yPred, options);
  return sub(joint, add(ofTrue, ofPred));
}

const spec: LossSpec<HistogramOptions> = {
  fn: mutualInformation,
  aliases: [
    "GlobalMutualInformationLoss",
    { name: "mutual_information_loss", options: { kernel: "xu", bins: 64 } },
    { name: "mutual_information_loss_2d", options: { kernel: "xu", bins: 64 } },
    { name: "mutual_information_loss_3d", options: { kernel: "xu", bins: 64 } },
    { name: "MILossFromRef", options: { kernel: "xu", bins: 64 } },
  ],
  family: "registration",
  tasks: ["alignment"],
  summary: "How much the brightness in one image says about that in the other.",
  formula: "-\\sum_{a,b} p_{ab} \\log \\frac{p_{ab}}{p_a p_b}",
  inputs: signalPair,
  values: "[batch]",
  sizes: { n: 20 },
  params: histogramParams,
  minimum: null,
  kinks: [],
  cite: ["Wells et al. 1996, doi:10.1016/S1361-8415(01)80004-9", "Mattes et al. 2003, doi:10.1109/TMI.2003.809072"],
  reference: {
    monai: {
      name: "GlobalMutualInformationLoss",
      differs: "adds 1e-7 to the probabilities; with b-splines one range for the whole batch",
    },
    kornia: {
      name: "losses.mutual_information_loss",
      differs: "brings values to 0 to bins, where the last bin's centre is bins - 1, and lifts empty bins",
    },
  },
};
export default spec;
