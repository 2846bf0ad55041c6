import type { Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul, sub } from "../ops/arithmetic.ts";
import { exp, log } from "../ops/exponential.ts";
import { stopGradient } from "../ops/structure.ts";
import { logSumOthers, type Views } from "./contrast.ts";

/** How negatives that may be positives in truth, and hard ones, are counted. */
export interface Reweighting {
  readonly temperature: number;
  /** Negatives count by e^(beta · cosine / temperature). */
  readonly beta: number;
  /** Share of negatives that are of the anchor's class; their part is taken out. */
  readonly tauPlus: number;
}

/**
 * -log(e^p / (e^p + G)) of every view in the batch, G being what the negatives would be without those of the anchor's own
 * class: (N E[e^n] - tauPlus N e^p) / (1 - tauPlus), at least N e^(-1 / temperature). Everything is in units of the
 * anchor's largest term, so that nothing overflows. 0 for a batch of one.
 * @returns [2 batch]
 */
export function reweightedSurprise(views: Views, { temperature, beta, tauPlus }: Reweighting): Tensor {
  const count = views.positive.size - 2;
  if (count < 1) return mul(views.positive, 0);
  const logits = div(views.cosines, temperature);
  const mean = sub(logSumOthers(mul(logits, 1 + beta), views.own), logSumOthers(mul(logits, beta), views.own));
  const negatives = add(mean, Math.log(count));
  const positive = div(views.positive, temperature);
  const top = stopGradient(maximum(negatives, positive));
  const share = exp(sub(positive, top));
  const rest = div(sub(exp(sub(negatives, top)), mul(share, tauPlus * count)), 1 - tauPlus);
  const least = mul(exp(sub(-1 / temperature, top)), count);
  return sub(log(add(share, maximum(rest, least))), sub(positive, top));
}
