import { expect, test } from "vitest";
import { DataError, ShapeError } from "../core/errors.ts";
import { frechetDistance } from "./frechet.ts";

const table = (rows: number, columns: number, at: (i: number, j: number) => number) => ({
  shape: [rows, columns],
  data: Array.from({ length: rows * columns }, (_, k) => at(Math.floor(k / columns), k % columns)),
});

test("one feature: (difference of means)² + (difference of standard deviations)²", () => {
  const a = table(2, 1, (i) => (i === 0 ? -1 : 1)); // mean 0, variance 2
  const b = table(2, 1, (i) => (i === 0 ? 0 : 6)); // mean 3, variance 18
  expect(frechetDistance(a, b)).toBeCloseTo(9 + (Math.sqrt(18) - Math.sqrt(2)) ** 2, 12);
});

test("a shift alone counts its square; the same set and more features than examples give 0", () => {
  const a = table(4, 6, (i, j) => Math.sin(3 * i + j));
  const shifted = { ...a, data: a.data.map((x, at) => x + (at % 6 === 2 ? 2 : 0)) };
  expect(frechetDistance(a, shifted)).toBeCloseTo(4, 6);
  expect(frechetDistance(a, a)).toBeCloseTo(0, 6);
});

// numpy 1.24 and scipy 1.10: trace of scipy.linalg.sqrtm of the product of numpy.cov's.
test("covariances that do not commute, as scipy's matrix root has it, in either order", () => {
  const a = table(12, 4, (i, j) => ((i * 7 + j * 3) % 11) / 5 - 1 + (j === 1 ? 0.1 * i : 0));
  const b = table(10, 4, (i, j) => ((i * 5 + j * 2 + i * j) % 13) / 6 - 0.5 - (j === 2 ? 0.05 * i : 0));
  expect(frechetDistance(a, b)).toBeCloseTo(0.5573691513685657, 10);
  expect(frechetDistance(b, a)).toBeCloseTo(0.5573691513685657, 10);
});

test("what is no pair of feature tables is said", () => {
  const a = table(4, 2, (i, j) => i + j);
  expect(() =>
    frechetDistance(
      a,
      table(4, 3, () => 0),
    ),
  ).toThrow(ShapeError);
  expect(() => frechetDistance(a, { shape: [4], data: [0, 0, 0, 0] })).toThrow(ShapeError);
  expect(() =>
    frechetDistance(
      a,
      table(1, 2, () => 0),
    ),
  ).toThrow(DataError);
  expect(() =>
    frechetDistance(
      a,
      table(3, 2, () => Number.NaN),
    ),
  ).toThrow(DataError);
});
