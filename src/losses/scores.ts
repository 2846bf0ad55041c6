import type { Tensor } from "../core/tensor.ts";
import { mean } from "../ops/reduce.ts";
import { axesAfterFirst, bindFloats } from "./shapes.ts";

/** Notation of what a discriminator gives: one score per example, or one per patch. */
export const scores = "[batch, ...]";

/** Checks the scores of real and generated examples, which need not have the same patches but as many examples. */
export function requireScores(where: string, real: Tensor, fake: Tensor): void {
  bindFloats(where, { realScores: [real, scores], fakeScores: [fake, scores] });
}

/** The mean over an example's patches. x: [batch, ...]; returns [batch] */
export function perExample(x: Tensor): Tensor {
  return x.rank < 2 ? x : mean(x, { axes: axesAfterFirst(x) });
}
