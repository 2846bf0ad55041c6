import { expect } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { numbersOf } from "./loss.ts";

/** Normal numbers with standard deviation 2, in rows. Seeded. */
export function drawRows(rows: number, columns: number, seed = 1): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random.normal()));
}

/** Class indices. */
export function drawLabels(rows: number, classes: number, seed = 1): number[] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => random.integer(classes));
}

/** Rows of numbers that sum to 1. */
export function drawSimplex(rows: number, columns: number, seed = 1): number[][] {
  return drawRows(rows, columns, seed).map(softmaxOf);
}

/** Rows of 0 and 1. */
export function drawBits(rows: number, columns: number, seed = 1): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.integer(2)));
}

export function softmaxOf(row: readonly number[]): number[] {
  const weights = row.map(Math.exp);
  return weights.map((weight) => weight / sumOf(weights));
}

export function oneHotOf(labels: readonly number[], classes: number): number[][] {
  return labels.map((label) => Array.from({ length: classes }, (_, c) => Number(c === label)));
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

export function meanOf(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}

/** Whether a loss of constants has these values, to so many digits after the point. */
export async function expectValues(y: Tensor, want: readonly number[], digits = 10): Promise<void> {
  expectNear(await numbersOf(y), want, digits);
}

export function expectNear(got: readonly number[], want: readonly number[], digits = 10): void {
  expect(got.length).toBe(want.length);
  want.forEach((number, i) => {
    expect(got[i], `[${i}]`).toBeCloseTo(number, digits);
  });
}
