import { scan } from "../autodiff/scan.ts";
import { type TypedArray, toNumbers } from "../core/dtype.ts";
import { ArgumentError } from "../core/errors.ts";
import { constant, constantData, type Tensor, type TensorLike } from "../core/tensor.ts";
import { abs, add, clip, div, maximum, minimum, mul, neg, sqrt, square, sub } from "../ops/arithmetic.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { indicator, less } from "../ops/compare.ts";
import { erf } from "../ops/erf.ts";
import { exp, expm1 } from "../ops/exponential.ts";
import { gatherElements } from "../ops/gather.ts";
import { concat, pad, slice } from "../ops/indexing.ts";
import { logSoftmax, mean } from "../ops/reduce.ts";
import { broadcastTo, cast, fullLike, stopGradient, sum } from "../ops/structure.ts";
import { errorCost } from "./elementwise.ts";
import { ofLabel } from "./labels.ts";
import { asIndex, bindFloats, notated } from "./shapes.ts";

// What losses of policies and values are made of. A position is a decision: one per example, or one per time step of it.

/**
 * Checks numbers for each action, [batch, ..., actions], and for each position, [batch, ...]. All are floats but `actions`.
 */
export function checkDecisions(
  where: string,
  scores: Readonly<Record<string, Tensor>>,
  positions: Readonly<Record<string, Tensor>> = {},
): void {
  bindFloats(where, { ...notated(scores, "[batch, ..., actions]"), ...notated(positions, "[batch, ...]") }, "actions");
}

/** The element of each action. @param values [batch, ..., actions] @param actions [batch, ...] integers */
export function ofAction(where: string, values: Tensor, actions: Tensor): Tensor {
  return ofLabel(values, asIndex(where, actions));
}

/** log π(action). */
export function actionLog(where: string, logits: Tensor, actions: Tensor): Tensor {
  return ofAction(where, logSoftmax(logits), actions);
}

/** The largest logarithm of a ratio or weight: beyond it, either float type still holds its products with rewards. */
const longest = 20;

/** π / π_old, held at e^20, where it passes no gradient. */
export function importance(logProbs: Tensor, oldLogProbs: Tensor): Tensor {
  return exp(minimum(sub(logProbs, stopGradient(oldLogProbs)), longest));
}

export interface ClipOptions {
  readonly clip: number;
  readonly clipHigh?: number | undefined;
  readonly dualClip?: number | undefined;
}

/** The smaller of what a step promises with and without its ratio held near 1. */
export function clippedGain(ratio: Tensor, advantages: Tensor, { clip: low, clipHigh, dualClip }: ClipOptions): Tensor {
  const gain = stopGradient(advantages);
  const held = minimum(mul(ratio, gain), mul(clip(ratio, 1 - low, 1 + (clipHigh ?? low)), gain));
  return dualClip === undefined ? held : maximum(held, mul(dualClip, minimum(gain, 0)));
}

/** r + γ (1 - done) v: what is to be reached, a constant for differentiation. */
export function bellman(rewards: Tensor, continues: Tensor, next: Tensor, discount: number): Tensor {
  return stopGradient(add(rewards, mul(mul(continues, discount), next)));
}

/**
 * y_t = d_t + w_t y_{t+1}, from the last time step to the first.
 * @param terms d, [batch, time]
 * @param weights w, the same shape
 * @param last y past the end, [batch]
 * @returns [batch, time]
 */
export function discountedSums(terms: Tensor, weights: Tensor, last: Tensor): Tensor {
  return scan(
    ({ sum }, { term, weight }) => {
      const next = add(term, mul(weight, sum));
      return { carry: { sum: next }, outputs: { next } };
    },
    { carry: { sum: last }, sequence: { term: terms, weight: weights }, axis: 1, reverse: true },
  ).outputs.next;
}

/** k3, an estimate of KL(π || reference) from one sample: e^d - d - 1 for d = log reference - log π (d held at 20). */
export function klEstimate(logProbs: Tensor, reference: Tensor): Tensor {
  const d = minimum(sub(stopGradient(reference), logProbs), longest);
  return sub(expm1(d), d);
}

/** Entropy of a policy, in nats. @param logits [batch, ..., actions] */
export function entropy(logits: Tensor): Tensor {
  const logs = logSoftmax(logits);
  return neg(sum(mul(exp(logs), logs), { axes: -1 }));
}

/** The row of each action. @param values [batch, actions, n] @param actions [batch] integers @returns [batch, n] */
export function ofRow(where: string, values: Tensor, actions: Tensor): Tensor {
  const [batch, , size] = values.shape as readonly [number, number, number];
  const index = broadcastTo(expandDims(asIndex(where, actions), [1, 2]), [batch, 1, size]);
  return squeeze(gatherElements(values, index, { axis: 1 }), 1);
}

/** Evenly spaced returns, as many as the last axis of `logits` has. @throws ArgumentError unless low < high */
export function atomsOf(where: string, logits: Tensor, low: number, high: number): Tensor {
  const count = logits.shape.at(-1) as number;
  if (!(low < high))
    throw new ArgumentError(`${where}: maxValue`, { expected: `more than minValue, ${low}`, got: String(high) });
  const atoms = Array.from({ length: count }, (_, i) => low + ((high - low) * i) / Math.max(count - 1, 1));
  return constant(atoms, { dtype: logits.dtype });
}

/** Mass of normal distributions around numbers, in equal bins; `spread` is their standard deviation in bins. @returns [batch, bins] */
export function blurred(
  where: string,
  numbers: Tensor,
  logits: Tensor,
  { minValue, maxValue, spread }: { minValue: number; maxValue: number; spread: number },
): Tensor {
  const bins = logits.shape[1] as number;
  const edges = atomsOf(
    where,
    pad(logits, [
      [0, 0],
      [0, 1],
    ]),
    minValue,
    maxValue,
  );
  const scale = ((maxValue - minValue) / bins) * spread * Math.SQRT2;
  const reached = erf(div(sub(edges, expandDims(clip(numbers, minValue, maxValue), 1)), scale));
  const [below, above] = [slice(reached, { axes: 1, end: -1 }), slice(reached, { axes: 1, start: 1 })];
  const mass = sub(above, below);
  return div(mass, sum(mass, { axes: 1, keepDims: true }));
}

/**
 * Probability mass at any returns, moved to the atoms on both sides in proportion to nearness; to the last atom beyond it.
 * @param mass [batch, n] @param returns [batch, n] @param atoms [n] evenly spaced
 */
export function projected(mass: Tensor, returns: Tensor, atoms: Tensor): Tensor {
  const all = Array.from(toNumbers(atoms.dtype, constantData(atoms) as TypedArray));
  const [first, last] = [all[0] as number, all.at(-1) as number];
  const width = (last - first) / Math.max(all.length - 1, 1) || 1;
  const distance = abs(div(sub(expandDims(clip(returns, first, last), 2), atoms), width));
  return sum(mul(expandDims(mass, 2), maximum(sub(1, distance), 0)), { axes: 1 });
}

/** |τ - 1(δ < 0)| Huber(δ) / κ. @param error δ, [batch, quantiles, targets] @param levels τ, as wide as that or stretched to it */
export function quantileCost(error: Tensor, levels: Tensor, kappa: number): Tensor {
  const below = stopGradient(indicator(less(error, 0), error));
  return mul(abs(sub(levels, below)), div(errorCost(error, kappa), kappa));
}

/** The middles of equal parts of [0, 1], one for each row. @returns [rows, 1] */
export function middles(rows: number, like: Tensor): Tensor {
  const levels = Array.from({ length: rows }, (_, i) => (i + 0.5) / rows);
  return constant(levels, { shape: [rows, 1], dtype: like.dtype });
}

/** Each step's next number, [batch, time]; `last` past the end, [batch], else 0. */
export function following(x: Tensor, last: Tensor = endOf(x)): Tensor {
  return concat([slice(x, { axes: 1, start: 1 }), expandDims(last, 1)], { axis: 1 });
}

/** Zeros, one for each example. */
export function endOf(x: Tensor): Tensor {
  return broadcastTo(constant(0, { dtype: x.dtype }), [x.shape[0] as number]);
}

interface Trajectory {
  /** π / π_old, [batch, time]. */
  readonly ratio: Tensor;
  readonly values: Tensor;
  /** Value after the last step, [batch]. */
  readonly bootstrap: Tensor;
  readonly rewards: Tensor;
  /** Discount of what follows each step. */
  readonly weights: Tensor;
}

/** V-trace: what values are to become, and advantages already multiplied by their ratios, [batch, time]. */
export function vTraceTargets(
  { ratio, values, bootstrap, rewards, weights }: Trajectory,
  ratioBound: number,
  traceBound: number,
): { targets: Tensor; advantages: Tensor } {
  const bounded = minimum(ratio, ratioBound);
  const errors = mul(bounded, sub(add(rewards, mul(weights, following(values, bootstrap))), values));
  const traces = mul(weights, minimum(ratio, traceBound));
  const targets = add(values, discountedSums(errors, traces, fullLike(bootstrap, 0)));
  return { targets, advantages: mul(bounded, sub(add(rewards, mul(weights, following(targets, bootstrap))), values)) };
}

/** Rewards less the mean of their group; with `epsilon` divided by the group's standard deviation plus that. */
export function groupAdvantages(rewards: Tensor, epsilon: number | undefined): Tensor {
  const centred = sub(rewards, mean(rewards, { axes: 1, keepDims: true }));
  if (epsilon === undefined) return stopGradient(centred);
  return stopGradient(div(centred, add(sqrt(mean(square(centred), { axes: 1, keepDims: true })), epsilon)));
}

/** Means over the first `lengths` of the last axis; 0 over none. @param x [batch, group, time] */
export function meanOfFirst(where: string, x: Tensor, lengths: Tensor): Tensor {
  const count = expandDims(asIndex(where, lengths), -1);
  const counts = indicator(less(iota(x.shape.at(-1) as number), count), x);
  return sum(div(mul(x, counts), cast(maximum(count, 1), x.dtype)), { axes: -1 });
}

/** e^x. @param like gives a number its dtype */
export function expLike(x: TensorLike, like: Tensor): Tensor {
  return exp(typeof x === "number" ? constant(x, { dtype: like.dtype }) : x);
}
