import { describe, expect, test } from "vitest";
import { ArgumentError, DataError } from "../core/errors.ts";
import { meanAveragePrecision } from "./average-precision.ts";
import { type BoxCorners, boxIou, type Detection, type LabelledBox, nonMaximumSuppression } from "./boxes.ts";

const at = (x: number, score: number, name = 0): Detection => ({ box: [x, 0, x + 10, 10], class: name, score });
const truth = (x: number, name = 0): LabelledBox => ({ box: [x, 0, x + 10, 10], class: name });

describe("boxIou", () => {
  test("is the share of what both cover", () => {
    expect(boxIou([0, 0, 10, 10], [0, 0, 10, 10])).toBe(1);
    expect(boxIou([0, 0, 10, 10], [5, 5, 15, 15])).toBeCloseTo(25 / 175, 12);
    expect(boxIou([0, 0, 10, 10], [20, 0, 30, 10])).toBe(0);
    expect(boxIou([3, 3, 3, 3], [3, 3, 3, 3])).toBe(0);
  });
});

describe("nonMaximumSuppression", () => {
  test("keeps the best of those that overlap, in the order of their scores", () => {
    const [best, hidden, far, chain] = [at(0, 0.9), at(2, 0.8), at(30, 0.95), at(5, 0.3)];
    // `hidden` overlaps `best` by 2/3; `chain` overlaps `best` by 1/3 and only `hidden`, which is gone, by more than a half.
    expect(nonMaximumSuppression([hidden, chain, best, far])).toEqual([far, best, chain]);
    expect(nonMaximumSuppression([hidden, chain, best, far], { iouThreshold: 0.3 })).toEqual([far, best]);
  });

  test("leaves other classes alone unless told otherwise", () => {
    const both = [at(0, 0.9), at(1, 0.8, 1)];
    expect(nonMaximumSuppression(both)).toEqual(both);
    expect(nonMaximumSuppression(both, { perClass: false })).toEqual([both[0]]);
    expect(nonMaximumSuppression([])).toEqual([]);
  });

  test("what is no box, score or threshold is an error", () => {
    expect(() => nonMaximumSuppression([{ ...at(0, 1), box: [5, 0, 1, 1] }])).toThrow(DataError);
    expect(() => nonMaximumSuppression([at(0, Number.NaN)])).toThrow(DataError);
    expect(() => nonMaximumSuppression([at(0, 1)], { iouThreshold: 2 })).toThrow(ArgumentError);
  });
});

describe("meanAveragePrecision", () => {
  test("is 1 for perfect detections and 0 for none", () => {
    const truths = [[truth(0), truth(20, 1)], [truth(5)]];
    const perfect = truths.map((image) => image.map((each) => ({ ...each, score: 0.5 })));
    expect(meanAveragePrecision(truths, perfect)).toEqual({
      mean: 1,
      classes: new Map([
        [0, 1],
        [1, 1],
      ]),
    });
    expect(meanAveragePrecision(truths, [[], []]).mean).toBe(0);
  });

  test("is the area under the falling precision: hit, miss, hit of three true boxes", () => {
    // Precision 1, 1/2, 2/3 at recall 1/3, 1/3, 2/3: 1/3 · 1 + 1/3 · 2/3.
    const truths = [[truth(0), truth(20)], [truth(0)]];
    const found = [[at(0, 0.9), at(20, 0.7)], [at(40, 0.8)]];
    expect(meanAveragePrecision(truths, found).mean).toBeCloseTo(1 / 3 + 2 / 9, 12);
  });

  test("a true box is found once: a second detection of it is false", () => {
    // Precision 1, 1/2, 2/3 again, at recall 1/2, 1/2, 1.
    const found = [[at(0, 0.9), at(0.5, 0.8), at(20, 0.7)]];
    expect(meanAveragePrecision([[truth(0), truth(20)]], found).mean).toBeCloseTo(1 / 2 + 1 / 3, 12);
  });

  test("thresholds are averaged, and only one's own class and image count", () => {
    const shifted: BoxCorners = [2, 0, 12, 10]; // IoU 8 / 12
    const found = [[{ box: shifted, class: 0, score: 1 }]];
    expect(meanAveragePrecision([[truth(0)]], found, { iouThreshold: 0.75 }).mean).toBe(0);
    expect(meanAveragePrecision([[truth(0)]], found, { iouThreshold: [0.5, 0.75] }).mean).toBe(0.5);
    expect(meanAveragePrecision([[truth(0)], []], [[], [at(0, 1)]]).mean).toBe(0);
    expect(meanAveragePrecision([[truth(0)]], [[at(0, 1, 1)]]).mean).toBe(0);
  });

  test("what cannot be counted is an error", () => {
    expect(() => meanAveragePrecision([[]], [[]])).toThrow(DataError);
    expect(() => meanAveragePrecision([[truth(0)]], [])).toThrow(DataError);
    expect(() => meanAveragePrecision([[truth(0)]], [[at(0, Number.NaN)]])).toThrow(DataError);
    expect(() => meanAveragePrecision([[truth(0)]], [[]], { iouThreshold: -1 })).toThrow(ArgumentError);
    expect(() => meanAveragePrecision([[truth(0)]], [[]], { iouThreshold: [] })).toThrow(ArgumentError);
  });
});
