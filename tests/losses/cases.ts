import { expect } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";

/** A case with its answer: value, and gradients by input. */
export interface KnownCase {
  readonly value: unknown;
  readonly gradients: Readonly<Record<string, unknown>>;
}

function flat(values: unknown): number[] {
  return ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
}

/** Expects a case's value and gradients, in float64, as written by scripts/fixtures/loss_cases.py. */
export async function expectCase(known: KnownCase, tolerance = 1e-10): Promise<void> {
  const answer = await evaluateCase(known);
  if ("error" in answer) throw new Error(answer.error.message);
  expectClose(answer.value, known.value, tolerance, "value");
  expect(Object.keys(answer.gradients)).toEqual(Object.keys(known.gradients));
  for (const [name, want] of Object.entries(known.gradients))
    expectClose(answer.gradients[name], want, tolerance, `gradient by ${name}`);
}

function expectClose(got: unknown, want: unknown, tolerance: number, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  const scale = Math.max(1, ...targets.map(Math.abs));
  numbers.forEach((number, i) => {
    const off = Math.abs(number - (targets[i] as number));
    expect(off, `${what}[${i}]: ${number}, want ${targets[i]}`).toBeLessThan(tolerance * scale);
  });
}
