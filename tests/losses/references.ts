import { expect } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { Random } from "../../src/core/random.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../../src/core/tensor.ts";
import { parseNumbers } from "../../src/registry/numbers.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import { numbersOf } from "./loss.ts";

/** Checks values of a graph of float64 constants. */
export async function expectNear(y: Tensor, want: readonly number[], tolerance = 1e-9): Promise<void> {
  const got = await numbersOf(y);
  expect(got.length).toBe(want.length);
  want.forEach((each, i) => {
    const difference = got[i] === each ? 0 : Math.abs((got[i] as number) - each);
    expect(difference, `[${i}]: got ${got[i]}, want ${each}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(each)),
    );
  });
}

/** Gradient of the sum of f at a point, in float64. */
export async function gradientOf(f: (x: Tensor) => Tensor, at: NestedNumbers): Promise<number[]> {
  const point = constant(at, { dtype: "float64" });
  const x = input("x", point.shape, { dtype: "float64" });
  const { numbers } = parseNumbers("x", at);
  const [result] = await evaluate(gradients(f(x), [x], { unconnected: "zero" }), { x: numbers });
  return Array.from((await result?.read()) as Float64Array);
}

/** Normal numbers. Seeded. */
export function drawRow(size: number, seed = 1): number[] {
  const random = new Random(seed);
  return Array.from({ length: size }, () => random.normal());
}

export function drawRows(rows: number, columns: number, seed = 1): number[][] {
  return Array.from({ length: rows }, (_, i) => drawRow(columns, seed * 1000 + i));
}

export function drawCube(size: number, rows: number, columns: number, seed = 1): number[][][] {
  return Array.from({ length: size }, (_, i) => drawRows(rows, columns, seed * 1000 + i));
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

export function softmaxOf(row: readonly number[]): number[] {
  const total = sumOf(row.map(Math.exp));
  return row.map((x) => Math.exp(x) / total);
}

export function sigmoidOf(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
