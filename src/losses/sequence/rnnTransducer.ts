import { ShapeError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { labelled, transducerLog } from "../alignment.ts";
import type { LossSpec } from "../spec.ts";

export interface RnnTransducerOptions {
  /** The class that ends a frame; -1 is the last. Default 0. */
  readonly blank?: number;
}

/**
 * RNN-T: minus the logarithm of the probability of the labels, over all ways to emit them in order with any number
 * of them in a frame. Frames end with a blank. Labels without any frame have value infinity and gradient 0.
 * @param logits of the joint network, [batch, time, labels + 1, classes]: the class after u labels, in frame t
 * @param labels class indices, [batch, labels] integers; those past an example's length may be anything
 * @param logitLengths frames that count, [batch] integers
 * @param labelLengths labels that count, [batch] integers
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function rnnTransducer(
  logits: Tensor,
  labels: Tensor,
  logitLengths: Tensor,
  labelLengths: Tensor,
  { blank = 0 }: RnnTransducerOptions = {},
): Tensor {
  const inputs = { logits, labels, logitLengths, labelLengths };
  const { classes, symbols, frames, lengths } = labelled("rnnTransducer", inputs, "[batch, time, positions, classes]");
  if (logits.shape[2] !== (symbols.shape[1] as number) + 1)
    throw new ShapeError("rnnTransducer", {
      expected: "logits of one position more than labels",
      got: `logits of ${logits.shape[2]} positions, labels of ${labels.shape[1]}`,
    });
  return neg(transducerLog(logSoftmax(logits), symbols, frames, lengths, blank < 0 ? classes - 1 : blank));
}

const spec: LossSpec<RnnTransducerOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: rnnTransducer,
  aliases: ["rnnt", "RNNTLoss", "rnnt_loss", "transducer"],
  family: "sequence",
  tasks: ["sequences"],
  summary: "Probability of labels emitted by frames, each given the labels before it.",
  formula: "-\\log \\sum_{\\pi} \\prod_{(t, u) \\in \\pi} P(\\pi_{t,u} \\mid t, u)",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, time, positions, classes]", grad: true },
    { name: "labels", domain: "classIndex", shape: "[batch, labels]", classesOf: "logits" },
    { name: "logitLengths", domain: "length", shape: "[batch]", lengthOf: "time" },
    { name: "labelLengths", domain: "length", shape: "[batch]", lengthOf: "labels" },
  ],
  params: {
    blank: { kind: "integer", default: 0, min: -1, doc: "The class that ends a frame; -1 is the last." },
  },
  values: "[batch]",
  sizes: { positions: 3 },
  minimum: 0,
  kinks: [],
  infinite: "labels without a frame; their gradient is 0",
  cite: ["Graves 2012, arXiv:1211.3711"],
  reference: {},
};
export default spec;
