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

/** Relevance from 0 to 3 of random lists of 6 items, some of them padding (-1), and their scores. */
export function randomLists(count: number, seed = 1): { relevance: number[][]; items: number[][] } {
  const relevance = Array.from({ length: count }, (_, i) => integers(6, 5, 50 * seed + i).map((grade) => grade - 1));
  return { relevance, items: scores(count, 6, seed + 1) };
}

/** The items of a list that are not padding, in the order given. */
export function realItems(relevance: readonly number[], items: readonly number[]): { y: number; s: number }[] {
  return relevance.flatMap((y, i) => (y < 0 ? [] : [{ y, s: items[i] as number }]));
}

/** Pairs of a list whose first item is the more relevant. */
export function preferences<T extends { readonly y: number }>(list: readonly T[]): [T, T][] {
  return list.flatMap((a) => list.filter((b) => a.y > b.y).map((b): [T, T] => [a, b]));
}

export function meanOf(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}
