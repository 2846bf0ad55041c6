import type { Tensor } from "../core/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, indicator, less, lessEqual, logicalAnd, logicalOr } from "../ops/compare.ts";
import { exp } from "../ops/exponential.ts";
import { oneHot } from "../ops/gather.ts";
import { pad, slice } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { mean } from "../ops/reduce.ts";
import { cumSum } from "../ops/scan.ts";
import { sum, transpose } from "../ops/structure.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

/**
 * Checks times in intervals against logits of the intervals.
 * @returns the intervals as int64; `at`: 1 at each example's interval; `upTo`: 1 at it and those before; [batch, classes]
 * @throws ShapeError, DTypeError
 */
export function intervals(
  where: string,
  interval: Tensor,
  event: Tensor,
  logits: Tensor,
): { readonly index: Tensor; readonly at: Tensor; readonly upTo: Tensor } {
  const { classes = 0 } = bindShapes(where, {
    interval: [interval, "[batch]"],
    event: [event, "[batch]"],
    logits: [logits, "[batch, classes]"],
  });
  requireFloats(where, event, logits);
  const index = asIndex(where, interval);
  const upTo = indicator(lessEqual(iota(classes), expandDims(index, -1)), logits);
  return { index, at: oneHot(index, classes, { dtype: logits.dtype }), upTo };
}

/**
 * Penalty of examples that seem safer, by the time of their event, than examples that lasted longer: the mean over all
 * examples of e^(-difference of risks / sigma).
 * @param logs log-probabilities of the event in each interval and beyond the last, [batch, classes + 1]
 * @returns [batch]
 */
export function orderPenalty(
  { index, at }: { readonly index: Tensor; readonly at: Tensor },
  event: Tensor,
  logs: Tensor,
  sigma: number,
): Tensor {
  const risk = cumSum(exp(slice(logs, { start: [0], end: [-1], axes: [1] })), { axis: 1 });
  const gap = sub(sum(mul(at, risk), { axes: -1, keepDims: true }), matMul(at, transpose(risk)));
  const [own, other] = [expandDims(index, 1), expandDims(index, 0)];
  const outlived = logicalAnd(equal(own, other), equal(expandDims(event, 0), 0));
  const pairs = mul(expandDims(event, 1), indicator(logicalOr(less(own, other), outlived), event));
  return mean(mul(pairs, exp(mul(-1 / sigma, gap))), { axes: 1 });
}

/** x with a column of zeros after the last interval, for what lies beyond it. */
export function withBeyond(x: Tensor): Tensor {
  const widths: [number, number][] = [
    [0, 0],
    [0, 1],
  ];
  return pad(x, widths);
}
