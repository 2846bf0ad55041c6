import { Random } from "../../src/core/random.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { float64, numbersOf } from "./loss.ts";
import { expectNumbers } from "./numbers.ts";

/** Random numbers of a kind, seeded. */
export function drawNumbers(kind: "normal" | "positive" | "unit" | "count", count: number, seed: number): number[] {
  const random = new Random(seed);
  const draw = {
    normal: () => 3 * random.normal(),
    positive: () => 0.1 + 4 * random.uniform(),
    unit: () => 0.02 + 0.96 * random.uniform(),
    count: () => random.integer(7),
  };
  return Array.from({ length: count }, draw[kind]);
}

/** Rows of three. */
export function rowsOf(numbers: readonly number[]): number[][] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => numbers.slice(3 * i, 3 * i + 3));
}

export type Kind = Parameters<typeof drawNumbers>[0];

/**
 * Compares an elementwise loss with a formula of plain numbers, on 8 rows of 3 random ones, in float64.
 * @param kinds of each input, in order; default a target and a prediction that are normal
 */
export async function expectElementwise(
  loss: (...inputs: Tensor[]) => Tensor,
  formula: (...numbers: number[]) => number,
  kinds: readonly Kind[] = ["normal", "normal"],
  tolerance = 1e-12,
): Promise<void> {
  const columns = kinds.map((kind, i) => drawNumbers(kind, 24, 5 + i));
  const values = columns[0]?.map((_, i) => formula(...columns.map((column) => column[i] as number))) ?? [];
  const want = rowsOf(values).map((row) => row.reduce((a, b) => a + b, 0) / 3);
  expectNumbers(await numbersOf(loss(...columns.map((column) => float64(rowsOf(column))))), want, tolerance);
}
