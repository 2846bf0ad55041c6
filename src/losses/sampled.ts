import type { Tensor } from "../core/tensor.ts";
import { add, mul, reciprocal, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { equal } from "../ops/compare.ts";
import { log, log1p } from "../ops/exponential.ts";
import { gather } from "../ops/gather.ts";
import { cast, sum } from "../ops/structure.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

/** How classes were sampled: by rank, the most frequent first (Zipf's law); all alike; or "none": scores are not corrected. */
export type Sampler = "logUniform" | "uniform" | "none";

/** Inputs of losses of sampled classes, in order. */
export type SampledInputs = [yTrue: Tensor, yPred: Tensor, sampled: Tensor, weights: Tensor, bias: Tensor];

interface SampledClasses {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  readonly sampled: Tensor;
  readonly weights: Tensor;
  readonly bias: Tensor;
}

/**
 * Scores of the labels and of sampled classes, less the logarithms of how often the sampler is expected to draw them.
 * @returns ofLabel [batch], ofSampled [batch, samples], isLabel: where a sampled class is the label, bool [batch, samples]
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function sampledScores(
  where: string,
  { yTrue, yPred, sampled, weights, bias }: SampledClasses,
  sampler: Sampler,
): { readonly ofLabel: Tensor; readonly ofSampled: Tensor; readonly isLabel: Tensor } {
  const { classes = 0, samples = 0 } = bindShapes(where, {
    yPred: [yPred, "[batch, dim]"],
    yTrue: [yTrue, "[batch]"],
    sampled: [sampled, "[batch, samples]"],
    weights: [weights, "[classes, dim]"],
    bias: [bias, "[classes]"],
  });
  requireFloats(where, yPred, weights, bias);
  const [label, drawn] = [asIndex(where, yTrue), asIndex(where, sampled)];
  const score = (index: Tensor, embedding: Tensor): Tensor => {
    const raw = add(sum(mul(gather(weights, index), embedding), { axes: -1 }), gather(bias, index));
    if (sampler === "none") return raw;
    const rank = add(cast(index, yPred.dtype), 1);
    const share = Math.log(sampler === "uniform" ? samples / classes : samples / Math.log(classes + 1));
    return sub(raw, sampler === "uniform" ? share : add(log(log1p(reciprocal(rank))), share));
  };
  return {
    ofLabel: score(label, yPred),
    ofSampled: score(drawn, expandDims(yPred, 1)),
    isLabel: equal(drawn, expandDims(label, 1)),
  };
}
