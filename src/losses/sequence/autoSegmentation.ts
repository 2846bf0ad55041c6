import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { labelled, stretchedTotal, within } from "../alignment.ts";
import { chainTotal } from "../chain.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type AutoSegmentationOptions = Readonly<Record<never, never>>;

/**
 * Auto segmentation criterion: alignments of labels with frames as in connectionist temporal classification,
 * without a blank, with scores of transitions, normalised over whole sequences. Labels that repeat have to be told
 * apart, as by a class for "again".
 * @param logits scores, not normalised, [batch, time, classes]
 * @param labels class indices, [batch, labels] integers; those past the length may be anything
 * @param logitLengths frames that count, [batch] integers, 1 or more
 * @param labelLengths labels that count, [batch] integers, 1 or more
 * @param transitions scores of going from one class (row) to the next, [classes, classes]; trained
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function autoSegmentation(
  logits: Tensor,
  labels: Tensor,
  logitLengths: Tensor,
  labelLengths: Tensor,
  transitions: Tensor,
): Tensor {
  const given = labelled("autoSegmentation", { logits, labels, logitLengths, labelLengths });
  bindFloats("autoSegmentation", {
    logits: [logits, "[batch, time, classes]"],
    transitions: [transitions, "[classes, classes]"],
  });
  const counts = within(given.frames, logits.shape[1] as number);
  return sub(chainTotal(logits, transitions, counts), stretchedTotal(logits, transitions, given));
}

const spec: LossSpec<AutoSegmentationOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: autoSegmentation,
  aliases: ["asg", "ASGLoss"],
  family: "sequence",
  tasks: ["sequences"],
  summary: "Labels aligned with frames, without a blank.",
  formula:
    "\\log \\sum_{\\pi} e^{s(\\pi)} - \\log \\sum_{\\pi \\in S(y)} e^{s(\\pi)}, \\quad s(\\pi) = \\sum_t x_{t, \\pi_t} + A_{\\pi_{t-1}, \\pi_t}",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, time, classes]", grad: true },
    { name: "labels", domain: "classIndex", shape: "[batch, labels]", classesOf: "logits" },
    { name: "logitLengths", domain: "length", shape: "[batch]", lengthOf: "time" },
    { name: "labelLengths", domain: "length", shape: "[batch]", lengthOf: "labels" },
    {
      name: "transitions",
      domain: "real",
      shape: "[classes, classes]",
      grad: true,
      variable: { trainable: true, initial: "zeros" },
    },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "more labels than frames; their gradient is that of the normalisation alone",
  cite: ["Collobert et al. 2016, arXiv:1609.03193"],
  reference: {},
};
export default spec;
