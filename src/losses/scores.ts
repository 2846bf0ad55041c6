import type { Tensor } from "../core/tensor.ts";
import { bindFloats } from "./shapes.ts";

/** Notation of what a discriminator gives: one score per example, or one per patch. */
export const scores = "[batch, ...]";

/** Checks the scores of real and generated examples, which need not have the same patches but as many examples. */
export function requireScores(where: string, real: Tensor, fake: Tensor): void {
  bindFloats(where, { realScores: [real, scores], fakeScores: [fake, scores] });
}
