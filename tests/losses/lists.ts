import { drawLabels, drawRows } from "./numbers.ts";

/** Relevance from 0 to 3 of random lists of 6 items, some of them padding (-1), and their scores. */
export function randomLists(count: number, seed = 1): { relevance: number[][]; items: number[][] } {
  const relevance = Array.from({ length: count }, (_, i) => drawLabels(6, 5, 50 * seed + i).map((grade) => grade - 1));
  return { relevance, items: drawRows(count, 6, seed + 1) };
}

/** The items of a list that are not padding, in the order given. */
export function realItems(relevance: readonly number[], items: readonly number[]): { y: number; s: number }[] {
  return relevance.flatMap((y, i) => (y < 0 ? [] : [{ y, s: items[i] as number }]));
}

/** Pairs of a list whose first item is the more relevant. */
export function preferences<T extends { readonly y: number }>(list: readonly T[]): [T, T][] {
  return list.flatMap((a) => list.filter((b) => a.y > b.y).map((b): [T, T] => [a, b]));
}
