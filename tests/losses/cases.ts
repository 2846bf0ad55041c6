import { expect } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import { expectNumbers } from "./numbers.ts";

/** A case with its answer: value, and gradients by input where the peer has them. */
export interface KnownCase {
  readonly [field: string]: unknown;
  readonly value: unknown;
  readonly gradients?: Readonly<Record<string, unknown>> | undefined;
}

/** Numbers of nested arrays, in order. */
export function flat(values: unknown): number[] {
  return ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
}

/** Expects a case's value and gradients, in float64, as a peer computes them: scripts/fixtures. */
export async function expectCase(known: KnownCase, tolerance = 1e-10): Promise<void> {
  const answer = await evaluateCase(known);
  if ("error" in answer) throw new Error(answer.error.message);
  expect(answer.dtype).toBe("float64");
  expectNumbers(flat(answer.value), flat(known.value), tolerance, "value");
  if (known.gradients === undefined) return;
  expect(Object.keys(answer.gradients).sort()).toEqual(Object.keys(known.gradients).sort());
  for (const [name, want] of Object.entries(known.gradients))
    expectNumbers(flat(answer.gradients[name]), flat(want), tolerance, `gradient by ${name}`);
}
