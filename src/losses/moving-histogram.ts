import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { abs, add, div, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, greaterEqual, where } from "../ops/compare.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { maskedSum } from "./masked.ts";

// Histograms of numbers from -2 to 2, such as differences of distances on the unit sphere, that follow the batches.

/** Numbers in units of the histogram's nodes, [batch, 1], and the nodes, [bins]. */
function placed(values: Tensor, histogram: Tensor): readonly [places: Tensor, nodes: Tensor] {
  const bins = histogram.shape[0] as number;
  const places = mul(add(stopGradient(values), 2), (bins - 1) / 4);
  return [expandDims(places, 1), iota(bins, values.dtype)];
}

/**
 * A moving histogram after a batch's numbers, each shared between its two nearest nodes. Constant for differentiation.
 * @param values [batch], from -2 to 2
 * @param histogram [bins] of sum 1, or zeros, which take the batch's as it is
 * @param momentum weight of the batch
 */
export function nextHistogram(values: Tensor, histogram: Tensor, momentum: number): Tensor {
  const [places, nodes] = placed(values, histogram);
  const ofBatch = mean(relu(sub(1, abs(sub(places, nodes)))), { axes: 0 });
  const moved = add(mul(1 - momentum, histogram), mul(momentum, ofBatch));
  const isFirst = equal(sum(histogram), 0);
  const next = where(isFirst, ofBatch, moved);
  return stopGradient(div(next, sum(next)));
}

/** The mass of a histogram up to each number: its nodes at or below. Constant for differentiation. */
export function cumulativeWeights(values: Tensor, histogram: Tensor): Tensor {
  const [places, nodes] = placed(values, histogram);
  return stopGradient(maskedSum(expandDims(histogram, 0), greaterEqual(places, nodes), { axes: 1 }));
}
