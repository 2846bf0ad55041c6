import { scan } from "../autodiff/scan.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, maximum, mul, sub } from "../ops/arithmetic.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { less, where } from "../ops/compare.ts";
import { exp, log } from "../ops/exponential.ts";
import { gather, gatherElements } from "../ops/gather.ts";
import { pad, slice } from "../ops/indexing.ts";
import { broadcastTo, reshape, stopGradient, transpose } from "../ops/structure.ts";
import { ofLabel } from "./labels.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

// Dynamic programming over alignments, in logarithms.

/**
 * Stands for the logarithm of 0, the sum of no path. It is finite, and far below any sum of logarithms, because a step has to
 * tell -inf apart (-inf - -inf is not a number) and ONNX Runtime's `Where` takes longer than all else in it.
 */
export const impossible = -1e30;

/** log Σ e^way. */
function sumOfPaths(...ways: readonly Tensor[]): Tensor {
  const top = stopGradient(ways.reduce((a, b) => maximum(a, b)));
  return add(top, log(ways.map((way) => exp(sub(way, top))).reduce((a, b) => add(a, b))));
}

/** The sum at each example's end; -inf with gradient 0 for no path. @param sums [batch, states] @param ends [batch] */
function atEnd(sums: Tensor, ends: Tensor): Tensor {
  return possible(ofLabel(sums, ends));
}

/** A sum of paths; -inf with gradient 0 for no path. */
export function possible(sum: Tensor): Tensor {
  return where(less(sum, impossible / 2), Number.NEGATIVE_INFINITY, sum);
}

/** Inputs of a loss of logits and labels with lengths. */
interface Labelled {
  readonly logits: Tensor;
  readonly labels: Tensor;
  readonly logitLengths: Tensor;
  readonly labelLengths: Tensor;
}

/**
 * Checks logits, labels and their lengths.
 * @param notation of the logits
 * @returns the labels and lengths as int64, and the number of classes
 */
export function labelled(
  where: string,
  { logits, labels, logitLengths, labelLengths }: Labelled,
  notation = "[batch, time, classes]",
): { classes: number; symbols: Tensor; frames: Tensor; lengths: Tensor } {
  bindShapes(where, {
    logits: [logits, notation],
    labels: [labels, "[batch, labels]"],
    logitLengths: [logitLengths, "[batch]"],
    labelLengths: [labelLengths, "[batch]"],
  });
  requireFloats(where, logits);
  const [symbols, frames, lengths] = [
    asIndex(where, labels),
    asIndex(where, logitLengths),
    asIndex(where, labelLengths),
  ];
  return { classes: logits.shape.at(-1) as number, symbols, frames, lengths };
}

/** Elements moved `distance` further along the last axis, `fill` taking their places. */
export function delay(x: Tensor, distance: number, fill: number = impossible): Tensor {
  const widths = x.shape.map((_, axis) => [axis === x.rank - 1 ? distance : 0, 0] as const);
  return slice(pad(x, widths, { value: fill }), { axes: -1, end: x.shape.at(-1) as number });
}

/**
 * Which positions count: the first `lengths` of `size`.
 * @param lengths [batch] int64
 * @returns bool [batch, size]
 */
export function within(lengths: Tensor, size: number): Tensor {
  return less(expandDims(iota(size), 0), expandDims(lengths, 1));
}

/**
 * A lattice with row u moved u columns to the right, so that its anti-diagonals are columns: element (u, c) is x(u, c - u).
 * @param x [batch, rows, columns]
 * @returns [batch, rows, rows + columns - 1], `fill` where there was nothing
 */
function skew(x: Tensor, fill: number): Tensor {
  const [batch, rows, columns] = x.shape as readonly [number, number, number];
  const width = rows + columns;
  const padded = pad(
    x,
    [
      [0, 0],
      [0, 0],
      [0, rows],
    ],
    { value: fill },
  );
  const flat = slice(reshape(padded, [batch, rows * width]), { axes: 1, end: rows * (width - 1) });
  return reshape(flat, [batch, rows, width - 1]);
}

/** A row for each example of `like`: `first`, then `rest`, `size` numbers in all. */
export function rowOf(like: Tensor, first: number, rest: number, size: number): Tensor {
  const row = Array.from({ length: size }, (_, i) => (i === 0 ? first : rest));
  return broadcastTo(constant(row, { dtype: like.dtype }), [like.shape[0] as number, size]);
}

/**
 * Logarithm of the probability of labels over all monotonic ways through a lattice of frames and labels: the blank moves on
 * to the next frame, a label stays in its frame. Walks along the lattice's anti-diagonals.
 * @param logs log-probabilities, [batch, time, labels + 1, classes]
 * @returns [batch]; -inf, with zero gradient, for labels without a frame
 */
export function transducerLog(logs: Tensor, labels: Tensor, frames: Tensor, lengths: Tensor, blank: number): Tensor {
  const [batch, time, positions] = logs.shape as readonly [number, number, number];
  const symbols = where(within(lengths, positions - 1), labels, blank);
  const padded = expandDims(
    pad(
      symbols,
      [
        [0, 0],
        [0, 1],
      ],
      { value: blank },
    ),
    [1, 3],
  );
  const index = broadcastTo(padded, [batch, time, positions, 1]);
  const ofLabel = squeeze(gatherElements(logs, index, { axis: 3 }), 3);
  const ofBlank = squeeze(slice(logs, { axes: 3, start: blank, end: blank + 1 }), 3);
  // Past the last frame nothing is emitted: what has arrived stays.
  const counts = expandDims(within(frames, time), 2);
  const diagonals = (x: Tensor, past: number): Tensor => skew(transpose(where(counts, x, past), [0, 2, 1]), past);
  const { carry } = scan(
    ({ alpha }, { stay, move }) => ({
      carry: { alpha: sumOfPaths(add(alpha, stay), delay(add(alpha, move), 1)) },
      outputs: {},
    }),
    {
      carry: { alpha: rowOf(logs, 0, impossible, positions) },
      sequence: { stay: diagonals(ofBlank, 0), move: diagonals(ofLabel, impossible) },
      axis: 2,
    },
  );
  return atEnd(carry.alpha, lengths);
}

/**
 * Soft minimum, over all monotonic alignments of two series, of the sum of costs along the alignment.
 * @param costs of each pair of steps, [batch, rows, columns]
 * @param gamma softness, in the unit of the costs
 * @returns [batch]
 */
export function warpingCost(costs: Tensor, gamma: number): Tensor {
  const rows = costs.shape[1] as number;
  const { carry } = scan(
    ({ last, diagonal }, { gain }) => {
      const next = add(sumOfPaths(last, delay(last, 1), diagonal), gain);
      return { carry: { last: next, diagonal: delay(last, 1) }, outputs: {} };
    },
    {
      carry: { last: rowOf(costs, impossible, impossible, rows), diagonal: rowOf(costs, 0, impossible, rows) },
      sequence: { gain: skew(mul(costs, -1 / gamma), impossible) },
      axis: 2,
    },
  );
  return mul(squeeze(slice(carry.last, { axes: 1, start: -1 }), 1), -gamma);
}

/**
 * Logarithm of the sum of e^score over all ways to stretch labels over frames, each at least one frame long.
 * @param scores of each class in each frame, [batch, time, classes]
 * @param transitions from each class (row) to each, [classes, classes]
 * @returns [batch]; -inf, with zero gradient, for more labels than frames
 */
export function stretchedTotal(
  scores: Tensor,
  transitions: Tensor,
  { symbols, frames, lengths }: { symbols: Tensor; frames: Tensor; lengths: Tensor },
): Tensor {
  const [batch, time, classes] = scores.shape as readonly [number, number, number];
  const count = symbols.shape[1] as number;
  const labels = where(within(lengths, count), symbols, 0);
  const between = (from: Tensor): Tensor =>
    gather(reshape(transitions, [classes * classes]), add(mul(from, classes), labels));
  const [stay, move] = [between(labels), between(delay(labels, 1, 0))];
  const index = broadcastTo(expandDims(labels, 1), [batch, time, count]);
  const emitted = gatherElements(scores, index, { axis: 2 });
  const rest = (x: Tensor): Tensor => slice(x, { axes: 1, start: 1 });
  const { carry } = scan(
    ({ alpha }, { emission, isFrame }) => {
      const next = add(sumOfPaths(add(alpha, stay), add(delay(alpha, 1), move)), emission);
      return { carry: { alpha: where(expandDims(isFrame, 1), next, alpha) }, outputs: {} };
    },
    {
      carry: { alpha: add(squeeze(slice(emitted, { axes: 1, end: 1 }), 1), rowOf(scores, 0, impossible, count)) },
      sequence: { emission: rest(emitted), isFrame: rest(within(frames, time)) },
      axis: 1,
    },
  );
  return atEnd(carry.alpha, maximum(sub(lengths, 1), 0));
}
