import type { Tensor } from "../core/tensor.ts";
import { mul, neg, sub } from "../ops/arithmetic.ts";
import { concat, slice } from "../ops/indexing.ts";
import { mean } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { weightedLog } from "./classes.ts";
import { meanOfExample } from "./examples.ts";
import { foreground, maskProbabilities, overlapOf, requireMasks, tverskyIndex } from "./masks.ts";
import { powerOrZero } from "./powers.ts";

// The pieces of the unified focal losses (Yeung et al. 2022): channel 0 is the background, the others are rare.

const softmaxed = (fromLogits: boolean): { readonly fromLogits: boolean; readonly activation: "softmax" } => ({
  fromLogits,
  activation: "softmax",
});

const backgroundOf = (x: Tensor): Tensor => slice(x, { axes: 1, start: 0, end: 1 });

function apart(where: string, x: Tensor, background: (x: Tensor) => Tensor, rest: (x: Tensor) => Tensor): Tensor {
  return concat([background(backgroundOf(x)), rest(foreground(where, x))], { axis: 1 });
}

/** Powers of each class's Tversky loss, averaged: [batch]. `delta` is the weight of false negatives. */
export function focalTverskyOf(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  exponents: { readonly background: number; readonly rest: number },
  { fromLogits, delta, smooth }: { readonly fromLogits: boolean; readonly delta: number; readonly smooth: number },
): Tensor {
  requireMasks(where, yTrue, yPred);
  const predicted = maskProbabilities(where, yPred, softmaxed(fromLogits));
  const overlap = overlapOf(yTrue, predicted, { perChannel: true });
  const loss = sub(1, tverskyIndex(overlap, 1 - delta, delta, smooth));
  const powers = apart(
    where,
    loss,
    (x) => powerOrZero(x, exponents.background),
    (x) => powerOrZero(x, exponents.rest),
  );
  return mean(powers, { axes: 1 });
}

/** Focal cross-entropy over the classes, averaged over pixels: [batch]. `delta` is the weight of the rare ones. */
export function focalEntropyOf(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  exponents: { readonly background: number; readonly rest: number },
  { fromLogits, delta }: { readonly fromLogits: boolean; readonly delta: number },
): Tensor {
  requireMasks(where, yTrue, yPred);
  const missing = sub(1, maskProbabilities(where, yPred, softmaxed(fromLogits)));
  const weight = apart(
    where,
    missing,
    (x) => mul(1 - delta, powerOrZero(x, exponents.background)),
    (x) => mul(delta, powerOrZero(x, exponents.rest)),
  );
  const logs = weightedLog(mul(yTrue, weight), yPred, { axis: 1, fromLogits });
  return meanOfExample(neg(sum(logs, { axes: 1 })));
}
