import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, neg } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { cast } from "../../ops/structure.ts";
import { labelled } from "../alignment.ts";
import { labelsLog } from "../label-paths.ts";
import type { LossSpec } from "../spec.ts";

export interface CtcOptions {
  /** The class that stands for no label; -1 is the last. Default 0. */
  readonly blank?: number;
  /** Labels that no alignment fits count 0 instead of infinity. Default false. */
  readonly zeroInfinity?: boolean;
  /** Divides each value by the number of labels, as PyTorch's mean does. Default false. */
  readonly perLabel?: boolean;
}

/**
 * Connectionist temporal classification: minus the logarithm of the probability of the labels, over all their alignments with
 * the frames. Labels that no alignment fits (fewer frames than labels and repeats) have value infinity and gradient 0.
 * @param logits [batch, time, classes]
 * @param labels class indices, [batch, labels] integers; those past an example's length may be anything
 * @param logitLengths frames that count, [batch] integers
 * @param labelLengths labels that count, [batch] integers
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function ctc(
  logits: Tensor,
  labels: Tensor,
  logitLengths: Tensor,
  labelLengths: Tensor,
  { blank = 0, zeroInfinity = false, perLabel = false }: CtcOptions = {},
): Tensor {
  const { classes, symbols, frames, lengths } = labelled("ctc", { logits, labels, logitLengths, labelLengths });
  const value = neg(labelsLog(logSoftmax(logits), symbols, frames, lengths, blank < 0 ? classes - 1 : blank));
  const finite = zeroInfinity ? where(equal(value, Number.POSITIVE_INFINITY), 0, value) : value;
  return perLabel ? div(finite, cast(maximum(lengths, 1), logits.dtype)) : finite;
}

const spec: LossSpec<CtcOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: ctc,
  aliases: [{ name: "CTCLoss", options: { perLabel: true } }, "ctc_loss", "ctc_loss_with_forward_probs"],
  family: "sequence",
  tasks: ["sequences"],
  summary: "Probability of a label sequence over all its alignments with the frames.",
  formula: "-\\log \\sum_{\\pi \\in B^{-1}(y)} \\prod_t \\mathrm{softmax}(x_t)_{\\pi_t}",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, time, classes]", grad: true },
    { name: "labels", domain: "classIndex", shape: "[batch, labels]", classesOf: "logits" },
    { name: "logitLengths", domain: "length", shape: "[batch]", lengthOf: "time" },
    { name: "labelLengths", domain: "length", shape: "[batch]", lengthOf: "labels" },
  ],
  params: {
    blank: { kind: "integer", default: 0, min: -1, doc: "The class that stands for no label; -1 is the last." },
    zeroInfinity: { kind: "flag", default: false, doc: "Labels that no alignment fits count 0 instead of infinity." },
    perLabel: { kind: "flag", default: false, doc: "Divide by the number of labels, as PyTorch's mean does." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "labels that no alignment with the frames fits, without zeroInfinity; their gradient is 0",
  cite: ["Graves et al. 2006, doi:10.1145/1143844.1143891"],
  reference: {
    keras: { name: "CTC", differs: "blank 0, all frames count, as many labels as are not 0" },
    torch: {
      name: "nn.CTCLoss",
      differs: "takes log-probabilities; its mean is over perLabel; NaN gradient at infinity",
    },
    optax: { name: "ctc_loss", differs: "paddings for lengths; labels that do not fit cost about 1e5" },
  },
};
export default spec;
