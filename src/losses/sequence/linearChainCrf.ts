import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { within } from "../alignment.ts";
import { chainScore, chainTotal } from "../chain.ts";
import { asIndex, bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LinearChainCrfOptions = Readonly<Record<never, never>>;

/**
 * Conditional random field on a chain: minus the log-probability of the label sequence under scores of labels and
 * of transitions between them, normalised over all label sequences.
 * @param scores of each label at each step, [batch, time, classes] real
 * @param labels class indices, [batch, time] integers; those past the length may be anything
 * @param lengths steps that count, [batch] integers; none is value 0
 * @param transitions scores of going from one label (row) to the next, [classes, classes]; trained
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function linearChainCrf(scores: Tensor, labels: Tensor, lengths: Tensor, transitions: Tensor): Tensor {
  bindShapes("linearChainCrf", {
    scores: [scores, "[batch, time, classes]"],
    labels: [labels, "[batch, time]"],
    lengths: [lengths, "[batch]"],
    transitions: [transitions, "[classes, classes]"],
  });
  requireFloats("linearChainCrf", scores, transitions);
  const length = asIndex("linearChainCrf", lengths);
  const counts = within(length, scores.shape[1] as number);
  const path = where(counts, asIndex("linearChainCrf", labels), 0);
  const value = sub(chainTotal(scores, transitions, counts), chainScore(scores, transitions, path, counts));
  return where(greater(length, 0), value, 0);
}

const spec: LossSpec<LinearChainCrfOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: linearChainCrf,
  aliases: ["crf", "crfLoss", "crf_negative_log_likelihood"],
  family: "sequence",
  tasks: ["sequences"],
  summary: "Probability of a label sequence whose neighbours depend on each other.",
  formula: "\\log \\sum_{y\\'} e^{s(y\\')} - s(y), \\quad s(y) = \\sum_t x_{t, y_t} + \\sum_t A_{y_t, y_{t+1}}",
  inputs: [
    { name: "scores", domain: "real", shape: "[batch, time, classes]", grad: true },
    { name: "labels", domain: "classIndex", shape: "[batch, time]", classesOf: "scores" },
    { name: "lengths", domain: "length", shape: "[batch]", lengthOf: "time" },
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
  cite: [
    "Lafferty et al. 2001, Conditional random fields: probabilistic models for segmenting and labeling sequence data",
  ],
  reference: {},
};
export default spec;
