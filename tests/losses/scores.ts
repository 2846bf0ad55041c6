import { Random } from "../../src/core/random.ts";

/** Random scores, seeded: normal of standard deviation 2. */
export function scores(rows: number, columns: number, seed = 1): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random.normal()));
}

/** Random whole numbers below a limit, seeded. */
export function integers(count: number, below: number, seed = 1): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.integer(below));
}

/** Random rows of 0 and 1, seeded. */
export function bits(rows: number, columns: number, seed = 1): number[][] {
  return Array.from({ length: rows }, (_, i) => integers(columns, 2, 100 * seed + i));
}

export function softmaxOf(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

export function sigmoidOf(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
