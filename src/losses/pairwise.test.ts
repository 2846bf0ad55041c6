import { describe, expect, test } from "vitest";
import { distance, drawRows, expectValues, squared } from "../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf, valueAndGradient } from "../../tests/losses/loss.ts";
import { constant, type NestedNumbers, type Tensor } from "../core/tensor.ts";
import { indicator } from "../ops/compare.ts";
import { sum } from "../ops/structure.ts";
import { pNorm } from "./norms.ts";
import {
  anchorsWith,
  distancesWithin,
  maskedLogSumExp,
  maskedMean,
  maskedSoftmax,
  medianOf,
  squaredDistances,
} from "./pairwise.ts";

const flags = (mask: Tensor): Promise<number[]> => numbersOf(indicator(mask, float64(0)));

test("anchors with positives, negatives, both, or any other example", async () => {
  const labels = int64([4, 7, 4, 9]);
  expect(await flags(anchorsWith(labels, "positive"))).toEqual([1, 0, 1, 0]);
  expect(await flags(anchorsWith(labels, "negative"))).toEqual([1, 1, 1, 1]);
  expect(await flags(anchorsWith(labels, "both"))).toEqual([1, 0, 1, 0]);
  expect(await flags(anchorsWith(int64([1]), "either"))).toEqual([0]);
});

describe("distances", () => {
  test("from differences and, of many rows, from products agree", async () => {
    const rows = drawRows(300, 64, 1); // 300 · 300 · 64 differences are too many to write out
    const picked = [0, 1, 299];
    const want = picked.flatMap((i) => rows.map((row) => squared(rows[i] as number[], row)));
    const got = await numbersOf(squaredDistances(float64(rows), float64(rows)));
    const some = picked.flatMap((i) => got.slice(300 * i, 300 * (i + 1)));
    some.forEach((each, i) => {
      expect(Math.abs(each - (want[i] as number))).toBeLessThan(1e-11);
    });
    const small = drawRows(4, 64, 1);
    await expectValues(
      squaredDistances(float64(small), float64(small)),
      small.flatMap((a) => small.map((b) => squared(a, b))),
    );
  });

  test.each([3, 3000])("of %s equal rows are 0 to rounding, with a gradient that is finite", async (count) => {
    const rows = Array.from({ length: count }, () => [100, -3, 0.1]);
    const x: NestedNumbers = rows;
    const { value, gradient } = await valueAndGradient((each) => sum(distancesWithin(each, false), { axes: 1 }), x);
    for (const each of value) expect(each / count).toBeLessThan(0.1);
    for (const each of gradient) expect(Number.isFinite(each)).toBe(true);
  });

  test("keep their digits far from the origin", async () => {
    const rows = [
      [1000, 1000],
      [1000.5, 1000],
    ];
    const got = await numbersOf(distancesWithin(constant(rows), false));
    expect(got).toEqual([0, 0.5, 0.5, 0]);
    expect(distance(rows[0] as number[], rows[1] as number[])).toBe(0.5);
  });
});

test("norms are those of PyTorch, 0 with zero gradient at 0", async () => {
  await expectValues(pNorm(float64([[3, -4]]), 1), [7]);
  await expectValues(pNorm(float64([[3, -4]]), 2), [5]);
  await expectValues(pNorm(float64([[3, -4]]), 3), [91 ** (1 / 3)]);
  const { value, gradient } = await valueAndGradient((x) => pNorm(x, 3), [[0, 0]]);
  expect([...value, ...gradient]).toEqual([0, 0, 0]);
});

test("reductions over the entries of a mask; nothing to reduce is 0, or -∞ for a sum of exponentials", async () => {
  const x = float64([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const mask = constant([1, 0, 1, 0, 0, 0], { shape: [2, 3], dtype: "bool" });
  await expectValues(maskedMean(x, mask, { axes: 1 }), [2, 0]);
  const [some, none] = await numbersOf(maskedLogSumExp(x, mask));
  expect(some).toBeCloseTo(Math.log(Math.E + Math.E ** 3), 12);
  expect(none).toBe(Number.NEGATIVE_INFINITY);
  const share = 1 / (1 + Math.E ** 2);
  await expectValues(maskedSoftmax(x, mask), [share, 0, 1 - share, 0, 0, 0]);
});

test("medians", async () => {
  await expectValues(medianOf(float64([5, 1, 3])), [3]);
  await expectValues(medianOf(float64([4, 1, 3, 2])), [2]);
  await expectValues(medianOf(float64([2, 2, 2, 7])), [2]);
});
