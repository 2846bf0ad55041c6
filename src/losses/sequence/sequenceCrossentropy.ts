import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { indicator, where } from "../../ops/compare.ts";
import { logSoftmax, mean } from "../../ops/reduce.ts";
import { within } from "../alignment.ts";
import { ofLabel } from "../labels.ts";
import { asIndex, bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SequenceCrossentropyOptions {
  /** Moves targets towards the uniform distribution. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of each token of sequences of different lengths. Positions past the end leave the mean.
 * @param labels tokens, [batch, time] integers; those past the end may be anything
 * @param logits [batch, time, classes]
 * @param lengths tokens that count, [batch] integers
 * @returns [batch, time], in nats; 0 past the end
 * @throws ShapeError when the inputs do not fit each other
 */
export function sequenceCrossentropy(
  labels: Tensor,
  logits: Tensor,
  lengths: Tensor,
  { labelSmoothing = 0 }: SequenceCrossentropyOptions = {},
): Tensor {
  const tokens = { labels: [labels, "[batch, time]"], lengths: [lengths, "[batch]"] } as const;
  bindFloats("sequenceCrossentropy", { ...tokens, logits: [logits, "[batch, time, classes]"] }, "labels", "lengths");
  const counts = within(asIndex("sequenceCrossentropy", lengths), logits.shape[1] as number);
  const logs = logSoftmax(logits);
  const index = where(counts, asIndex("sequenceCrossentropy", labels), 0);
  const own = ofLabel(logs, index);
  const loss = add(mul(own, labelSmoothing - 1), mul(mean(logs, { axes: 2 }), -labelSmoothing));
  return mul(loss, indicator(counts, logits));
}

const spec: LossSpec<SequenceCrossentropyOptions, [Tensor, Tensor, Tensor]> = {
  fn: sequenceCrossentropy,
  mask: (_, logits, lengths) => within(asIndex("sequenceCrossentropy", lengths), logits.shape[1] as number),
  aliases: ["sequenceLoss", "tokenCrossentropy"],
  family: "sequence",
  tasks: ["sequences", "generation"],
  summary: "Cross-entropy of tokens, with sequences of different lengths.",
  formula: "-\\log \\mathrm{softmax}(x_t)_{y_t}, \\quad t \\le T",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch, time]", classesOf: "logits" },
    { name: "logits", domain: "logits", shape: "[batch, time, classes]", grad: true },
    { name: "lengths", domain: "length", shape: "[batch]", lengthOf: "time" },
  ],
  params: {
    labelSmoothing: {
      kind: "number",
      default: 0,
      min: 0,
      max: 1,
      doc: "Moves targets towards the uniform distribution.",
    },
  },
  values: "[batch, time]",
  minimum: 0,
  kinks: [],
  cite: [
    "Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x",
    "Bengio et al. 2003, A neural probabilistic language model",
  ],
  reference: {},
};
export default spec;
