import { expect } from "vitest";
import type { Tensor } from "../../src/core/tensor.ts";
import { numbersOf } from "./loss.ts";
import { drawRows, expectNumbers, sumOf } from "./numbers.ts";

// Embeddings and what is computed from them in plain loops, to compare losses with.

export type Row = readonly number[];

/** Rows of normal numbers with standard deviation 1. */
function drawStandard(rows: number, columns: number, seed: number): number[][] {
  return drawRows(rows, columns, seed).map((row) => row.map((x) => x / 2));
}

/** Eight examples of four classes, the last alone in its own. */
export const labels: readonly number[] = [0, 1, 0, 2, 1, 2, 0, 3];
export const embeddings: readonly Row[] = drawStandard(8, 4, 5);
/** Anchors that have a positive: all have a negative. */
export const paired: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Six examples of four classes, and a vector for each class. */
export const yTrue: readonly number[] = [0, 3, 1, 1, 2, 0];
export const yPred: readonly Row[] = drawStandard(6, 4, 6);
export const vectors: readonly Row[] = drawStandard(4, 4, 7);

export const dot = (a: Row, b: Row): number => sumOf(a.map((x, i) => x * (b[i] as number)));
export const norm = (a: Row): number => Math.sqrt(dot(a, a));
export const unit = (a: Row): number[] => a.map((x) => x / norm(a));
export const squared = (a: Row, b: Row): number => sumOf(a.map((x, i) => (x - (b[i] as number)) ** 2));
export const distance = (a: Row, b: Row): number => Math.sqrt(squared(a, b));
export const cosine = (a: Row, b: Row): number => dot(unit(a), unit(b));
export const angle = (a: Row, b: Row): number => Math.acos(cosine(a, b));
export const hinge = (x: number): number => Math.max(0, x);
export const softplus = (x: number): number => Math.log1p(Math.exp(x));
export const logSumExp = (numbers: readonly number[]): number => Math.log(sumOf(numbers.map(Math.exp)));

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

/** `expectValues` of the anchors that have a positive. */
export async function expectPaired(values: Tensor, want: readonly number[]): Promise<void> {
  const got = await numbersOf(values);
  expect(got.length).toBe(want.length);
  const pick = (numbers: readonly number[]): number[] => paired.map((i) => numbers[i] as number);
  expectNumbers(pick(got), pick(want));
}
