import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ArgumentError, DataError, ShapeError } from "../core/errors.ts";
import { ctcDecode } from "./ctc-decode.ts";
import { characterErrorRate, editDistance } from "./error-rate.ts";

const logits = (frames: readonly (readonly number[])[], batch = 1): { shape: number[]; data: number[] } => ({
  shape: [batch, frames.length / batch, frames[0]?.length ?? 0],
  data: frames.flat(),
});

/** Probabilities as logits. */
const logs = (frames: readonly (readonly number[])[]): number[][] => frames.map((frame) => frame.map(Math.log));

/** The probability of every sequence, added up over all alignments that stand for it. */
function probabilities(frames: readonly (readonly number[])[], blank: number): Map<string, number> {
  const sums = new Map<string, number>();
  const walk = (path: readonly number[], probability: number): void => {
    const frame = frames[path.length];
    if (frame === undefined) {
      const labels = path.filter((c, t) => c !== blank && c !== path[t - 1]).join();
      sums.set(labels, (sums.get(labels) ?? 0) + probability);
      return;
    }
    const total = frame.reduce((sum, value) => sum + Math.exp(value), 0);
    for (const [c, value] of frame.entries()) walk([...path, c], (probability * Math.exp(value)) / total);
  };
  walk([], 1);
  return sums;
}

describe("ctcDecode", () => {
  test("the best path joins repeats and leaves blanks out", () => {
    const one = (c: number): number[] => [0, 1, 2].map((k) => (k === c ? 5 : 0));
    expect(ctcDecode(logits([1, 1, 0, 1, 2, 2, 0].map(one)))).toEqual([[1, 1, 2]]);
    expect(ctcDecode(logits([1, 1, 0, 1, 2, 2, 0].map(one)), { lengths: [3] })).toEqual([[1]]);
    expect(ctcDecode(logits([1, 1, 0, 1, 2, 2, 0].map(one)), { blank: -1 })).toEqual([[1, 0, 1, 0]]);
    expect(ctcDecode(logits([0, 0, 1, 2].map(one), 2))).toEqual([[], [1, 2]]);
  });

  test("the beam finds a sequence of many alignments that the best path misses", () => {
    // Best path: blank, blank (0.36). The sequence [1]: 0.4 · 0.4 + 2 · 0.6 · 0.4 = 0.64.
    const frames = logs([
      [0.6, 0.4],
      [0.6, 0.4],
    ]);
    expect(ctcDecode(logits(frames))).toEqual([[]]);
    expect(ctcDecode(logits(frames), { beamWidth: 4 })).toEqual([[1]]);
  });

  test("a wide beam finds the most probable sequence of all", () => {
    const frame = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 2 }), (frames, blank) => {
        const [found] = ctcDecode(logits(frames), { beamWidth: 1000, blank });
        const all = probabilities(frames, blank);
        // Compared by probability: two may be as probable.
        expect(all.get((found ?? []).join())).toBeCloseTo(Math.max(...all.values()), 9);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test("what cannot be read is refused", () => {
    expect(() => ctcDecode({ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] })).toThrow(ShapeError);
    expect(() => ctcDecode(logits([[0, 1]]), { blank: 2 })).toThrow(ArgumentError);
    expect(() => ctcDecode(logits([[0, 1]]), { beamWidth: 0 })).toThrow(ArgumentError);
    expect(() => ctcDecode(logits([[0, 1]]), { lengths: [2] })).toThrow(ArgumentError);
    expect(() => ctcDecode(logits([[0, 1]]), { lengths: [1, 1] })).toThrow(ShapeError);
    expect(() => ctcDecode(logits([[0, Number.NaN]]))).toThrow(DataError);
  });
});

describe("error rates", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["abc", "", 3],
    ["flaw", "lawn", 2],
    ["👍🏽x", "x", 2],
  ])("editDistance(%s, %s)", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  test("labels count as characters do", () => {
    expect(editDistance([1, 2, 3], BigInt64Array.of(1n, 3n))).toBe(1);
    expect(characterErrorRate([[1, 2], [3]], [[1, 2], [4]])).toBeCloseTo(1 / 3, 12);
    expect(characterErrorRate(["ab"], ["xxxxx"])).toBe(2.5);
    expect(() => characterErrorRate(["a"], [])).toThrow(ShapeError);
    expect(() => characterErrorRate([""], ["a"])).toThrow(DataError);
  });

  test("the distance is a metric", () => {
    const word = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
