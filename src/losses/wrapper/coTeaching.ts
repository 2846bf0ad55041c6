import type { Tensor } from "../../core/tensor.ts";
import { where as select } from "../../ops/compare.ts";
import { extremeFraction, requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface CoTeachingOptions {
  /** The loss of both networks. Default mean squared error. */
  readonly loss?: LossOption;
  /** Share of the batch's values that count: 1 less the share of wrong labels. Default 0.8. */
  readonly fraction?: number;
}

/**
 * Co-teaching: a network learns from what another one, its peer, finds easy, since wrong labels are hard. The values that
 * are smallest for the peer count; others leave the mean. For the peer's own loss swap the predictions.
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @param peerPred the other network's prediction, as the loss takes it
 * @returns what the loss gives, 0 where a value does not count: [batch, ...] for mean squared error
 * @throws ShapeError unless all have one batch, and what the loss throws
 */
export function coTeaching(
  yTrue: Tensor,
  yPred: Tensor,
  peerPred: Tensor,
  { loss = meanSquaredError, fraction = 0.8 }: CoTeachingOptions = {},
): Tensor {
  requireBatch("coTeaching", { yTrue, yPred, peerPred });
  return select(extremeFraction(loss(yTrue, peerPred), fraction, "smallest"), loss(yTrue, yPred), 0);
}

const spec: LossSpec<CoTeachingOptions, [yTrue: Tensor, yPred: Tensor, peerPred: Tensor]> = {
  fn: coTeaching,
  mask: (yTrue, _, peerPred, { loss = meanSquaredError, fraction = 0.8 } = {}) =>
    extremeFraction(loss(yTrue, peerPred), fraction, "smallest"),
  aliases: [],
  family: "wrapper",
  tasks: ["noise", "multiclass"],
  summary: "A network learns from the examples that its peer finds easy.",
  formula:
    "\\ell(y_i, \\hat{y}_i) \\text{ where } \\ell(y_i, \\tilde{y}_i) \\le \\ell_{(k)}, \\quad k = \\mathrm{round}(f n)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "peerPred", domain: "real", shape: "[batch, ..., n]" },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "meanSquaredError",
      example: "meanAbsoluteError",
      doc: "The loss of both networks.",
    },
    fraction: { kind: "number", default: 0.8, above: 0, max: 1, doc: "Share of the values that count." },
  },
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Han et al. 2018, arXiv:1804.06872"],
  reference: {},
};
export default spec;
