import { expect } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { numbersOf } from "./loss.ts";

// Embeddings and what is computed from them in plain loops, to compare losses with.

export type Row = readonly number[];

/** Rows of normal numbers, seeded. */
export function drawRows(rows: number, columns: number, seed = 5): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

/** Eight examples of four classes, the last alone in its own. */
export const labels: readonly number[] = [0, 1, 0, 2, 1, 2, 0, 3];
export const embeddings: readonly Row[] = drawRows(8, 4);
/** Anchors that have a positive: all have a negative. */
export const paired: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Six examples of four classes, and a vector for each class. */
export const yTrue: readonly number[] = [0, 3, 1, 1, 2, 0];
export const yPred: readonly Row[] = drawRows(6, 4, 6);
export const vectors: readonly Row[] = drawRows(4, 4, 7);

export const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
export const average = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : total(numbers) / numbers.length;
export const dot = (a: Row, b: Row): number => total(a.map((x, i) => x * (b[i] as number)));
export const norm = (a: Row): number => Math.sqrt(dot(a, a));
export const unit = (a: Row): number[] => a.map((x) => x / norm(a));
export const squared = (a: Row, b: Row): number => total(a.map((x, i) => (x - (b[i] as number)) ** 2));
export const distance = (a: Row, b: Row): number => Math.sqrt(squared(a, b));
export const cosine = (a: Row, b: Row): number => dot(unit(a), unit(b));
export const angle = (a: Row, b: Row): number => Math.acos(cosine(a, b));
export const hinge = (x: number): number => Math.max(0, x);
export const softplus = (x: number): number => Math.log1p(Math.exp(x));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const logSumExp = (numbers: readonly number[]): number => Math.log(total(numbers.map(Math.exp)));

/** -log of the share of one of the logits in their softmax. */
export const crossEntropy = (logits: readonly number[], label: number): number =>
  logSumExp(logits) - (logits[label] as number);

/** Positives and negatives of an anchor among labelled rows. */
export function around(
  anchor: number,
  rows: readonly Row[] = embeddings,
  of: readonly number[] = labels,
): { a: Row; positives: Row[]; negatives: Row[] } {
  const pick = (wanted: boolean): Row[] => rows.filter((_, i) => i !== anchor && (of[i] === of[anchor]) === wanted);
  return { a: rows[anchor] as Row, positives: pick(true), negatives: pick(false) };
}

/** Every anchor's number from its positives and negatives; with `scaled` all are unit vectors first. */
export function perAnchor(
  f: (a: Row, positives: readonly Row[], negatives: readonly Row[]) => number,
  { scaled = false }: { readonly scaled?: boolean } = {},
): number[] {
  const rows = scaled ? embeddings.map(unit) : embeddings;
  return labels.map((_, anchor) => {
    const { a, positives, negatives } = around(anchor, rows);
    return f(a, positives, negatives);
  });
}

/** Every example's number from its embedding and class. */
export function perExample(f: (x: Row, label: number) => number): number[] {
  return yPred.map((x, i) => f(x, yTrue[i] as number));
}

/** @param which positions to look at; default all */
export async function expectValues(values: Tensor, want: readonly number[], which?: readonly number[]): Promise<void> {
  const got = await numbersOf(values);
  expect(got.length).toBe(want.length);
  for (const i of which ?? want.keys()) {
    const target = want[i] as number;
    expect(Math.abs((got[i] as number) - target), `value ${i}: ${got[i]}, want ${target}`).toBeLessThanOrEqual(
      1e-10 * Math.max(1, Math.abs(target)),
    );
  }
}
