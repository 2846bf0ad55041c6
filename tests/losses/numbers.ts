import { expect } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { Random } from "../../src/core/random.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../../src/core/tensor.ts";
import { parseNumbers } from "../../src/registry/numbers.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import { numbersOf } from "./loss.ts";

// Plain numbers that losses are compared with: drawn, seeded; computed; expected.

/** Compares numbers, relative to the larger of 1 and the wanted size. */
export function expectNumbers(got: readonly number[], want: readonly number[], tolerance = 1e-12, what = ""): void {
  expect(got.length, what).toBe(want.length);
  got.forEach((number, i) => {
    const target = want[i] as number;
    if (number === target) return;
    const difference = Math.abs(number - target) / Math.max(1, Math.abs(target));
    expect(difference, `${what}[${i}]: got ${number}, want ${target}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Compares what a function of constant tensors gives, in float64. */
export async function expectValues(y: Tensor, want: readonly number[], tolerance = 1e-12): Promise<void> {
  expectNumbers(await numbersOf(y), want, tolerance);
}

/** Gradient of the sum of f at a point, in float64. */
export async function gradientOf(f: (x: Tensor) => Tensor, at: NestedNumbers): Promise<number[]> {
  const point = constant(at, { dtype: "float64" });
  const x = input("x", point.shape, { dtype: "float64" });
  const { numbers } = parseNumbers("x", at);
  const [result] = await evaluate(gradients(f(x), [x], { unconnected: "zero" }), { x: numbers });
  return Array.from((await result?.read()) as Float64Array);
}

/** Normal numbers with standard deviation 2. */
export function drawRow(size: number, seed = 1): number[] {
  const random = new Random(seed);
  return Array.from({ length: size }, () => 2 * random.normal());
}

/** The same in rows. */
export function drawRows(rows: number, columns: number, seed = 1): number[][] {
  const numbers = drawRow(rows * columns, seed);
  return Array.from({ length: rows }, (_, i) => numbers.slice(i * columns, (i + 1) * columns));
}

/** The same in several matrices. */
export function drawCube(size: number, rows: number, columns: number, seed = 1): number[][][] {
  return Array.from({ length: size }, (_, i) => drawRows(rows, columns, seed * 1000 + i));
}

/** Whole numbers below a limit, such as class indices. */
export function drawLabels(count: number, below: number, seed = 1): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.integer(below));
}

/** Rows of 0 and 1. */
export function drawBits(rows: number, columns: number, seed = 1): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.integer(2)));
}

/** Rows of numbers that sum to 1. */
export function drawSimplex(rows: number, columns: number, seed = 1): number[][] {
  return drawRows(rows, columns, seed).map(softmaxOf);
}

export function softmaxOf(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - top));
  return powers.map((power) => power / sumOf(powers));
}

export function sigmoidOf(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function oneHotOf(labels: readonly number[], classes: number): number[][] {
  return labels.map((label) => Array.from({ length: classes }, (_, c) => Number(c === label)));
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** The mean; 0 of nothing. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sumOf(numbers) / numbers.length;
}
