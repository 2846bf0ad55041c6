import { ArgumentError, DataError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";

export interface CtcDecodeOptions {
  /** Frames of each example that count; default: all. */
  readonly lengths?: ArrayLike<number>;
  /** The class that stands for no label; -1 is the last. Default 0, as `ctc` has it. */
  readonly blank?: number;
  /** Label sequences kept from frame to frame; 1, the default, takes the best class of each frame instead. */
  readonly beamWidth?: number;
}

/**
 * Labels read from the frames of a network trained with `ctc`. With `beamWidth` 1 the best path: repeats joined, blanks left out
 * (Graves et al. 2006, doi:10.1145/1143844.1143891). With more, prefix beam search (Hannun et al. 2014, arXiv:1408.2873, without a
 * language model): the probability of a sequence is the sum over its alignments, so that many fair ones win over a single good one.
 * @param logits scores, [batch, time, classes]; a host `Value`, or plain numbers with their shape
 * @returns the labels of each example
 * @throws ShapeError for other shapes, ArgumentError for an option out of range, DataError for numbers that are not finite
 */
export function ctcDecode(
  logits: { readonly shape: Shape; readonly data: ArrayLike<number | bigint> },
  { lengths, blank = 0, beamWidth = 1 }: CtcDecodeOptions = {},
): number[][] {
  const [batch = 0, time = 0, classes = 0] = logits.shape;
  if (logits.shape.length !== 3 || logits.data.length !== batch * time * classes)
    throw new ShapeError("ctcDecode", {
      expected: "logits [batch, time, classes]",
      got: `${shapeText(logits.shape)} of ${logits.data.length} numbers`,
    });
  const silent = blank < 0 ? classes + blank : blank;
  if (!(Number.isInteger(silent) && silent >= 0 && silent < classes))
    throw new ArgumentError("ctcDecode: blank", { expected: `a class of ${classes}, or -1`, got: String(blank) });
  if (!(Number.isInteger(beamWidth) && beamWidth > 0))
    throw new ArgumentError("ctcDecode: beamWidth", { expected: "a whole number from 1", got: String(beamWidth) });
  if (lengths !== undefined && lengths.length !== batch)
    throw new ShapeError("ctcDecode: lengths", {
      expected: `one for each of ${batch} examples`,
      got: `${lengths.length}`,
    });
  return Array.from({ length: batch }, (_, example) => {
    const length = lengths?.[example] ?? time;
    if (!(Number.isInteger(length) && length >= 0 && length <= time))
      throw new ArgumentError("ctcDecode: lengths", { expected: `whole numbers up to ${time}`, got: String(length) });
    const frames = Array.from({ length }, (_, t) => {
      const start = (example * time + t) * classes;
      return Float64Array.from({ length: classes }, (_, c) => Number(logits.data[start + c]));
    });
    if (!frames.every((frame) => frame.every(Number.isFinite)))
      throw new DataError("ctcDecode", { expected: "finite logits", got: `others in example ${example}` });
    return beamWidth === 1 ? bestPath(frames, silent) : prefixSearch(frames.map(logSoftmax), silent, beamWidth);
  });
}

function bestPath(frames: readonly Float64Array[], blank: number): number[] {
  const best = frames.map((frame) => frame.indexOf(Math.max(...frame)));
  return best.filter((label, t) => label !== blank && label !== best[t - 1]);
}

/** A label sequence with the log-probabilities of its alignments so far: those that end in blank, and in its last label. */
interface Prefix {
  readonly labels: readonly number[];
  blank: number;
  label: number;
}

function prefixSearch(frames: readonly Float64Array[], blank: number, width: number): number[] {
  const none = Number.NEGATIVE_INFINITY;
  let beam: Prefix[] = [{ labels: [], blank: 0, label: none }];
  for (const frame of frames) {
    const next = new Map<string, Prefix>();
    const at = (labels: readonly number[]): Prefix => {
      const key = labels.join();
      const known = next.get(key) ?? { labels, blank: none, label: none };
      next.set(key, known);
      return known;
    };
    for (const { labels, blank: silent, label: spoken } of beam) {
      const last = labels.at(-1);
      const same = at(labels);
      same.blank = logAdd(same.blank, logAdd(silent, spoken) + (frame[blank] as number));
      if (last !== undefined) same.label = logAdd(same.label, spoken + (frame[last] as number));
      for (let c = 0; c < frame.length; c++) {
        if (c === blank) continue;
        const longer = at([...labels, c]);
        // The last label once more is a new one only after a blank.
        const before = c === last ? silent : logAdd(silent, spoken);
        longer.label = logAdd(longer.label, before + (frame[c] as number));
      }
    }
    beam = [...next.values()].sort((a, b) => total(b) - total(a)).slice(0, width);
  }
  return [...(beam[0] as Prefix).labels];
}

const total = ({ blank, label }: Prefix): number => logAdd(blank, label);

function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}

function logSoftmax(frame: Float64Array): Float64Array {
  const high = Math.max(...frame);
  const log = high + Math.log(frame.reduce((sum, value) => sum + Math.exp(value - high), 0));
  return frame.map((value) => value - log);
}
