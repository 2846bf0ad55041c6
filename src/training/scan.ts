import { isFloat } from "../core/dtype.ts";
import type { Values } from "../runtime/stepper.ts";

/** Euclidean norm of numbers, in float64: NaN or infinite where one of them is. Four sums, for one waits for itself. */
export function normOf(numbers: ArrayLike<number>): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const end = numbers.length - (numbers.length % 4);
  for (let i = 0; i < end; i += 4) {
    const p = numbers[i] as number;
    const q = numbers[i + 1] as number;
    const r = numbers[i + 2] as number;
    const s = numbers[i + 3] as number;
    a += p * p;
    b += q * q;
    c += r * r;
    d += s * s;
  }
  for (let i = end; i < numbers.length; i++) a += (numbers[i] as number) ** 2;
  return Math.sqrt(a + b + c + d);
}

/** Index of the first number that is not finite, or -1. */
export function firstNonFinite(numbers: ArrayLike<number>): number {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return i;
  return -1;
}

/**
 * Whether all floats among values are finite, and the norm of those that are named.
 * @param named which count for the norm
 */
export async function scan(
  values: Values,
  named: (name: string) => boolean,
): Promise<{ readonly isSound: boolean; readonly norm: number }> {
  let squares = 0;
  let isSound = true;
  for (const [name, value] of Object.entries(values)) {
    if (!isFloat(value.dtype)) continue;
    const numbers = await value.numbers();
    const norm = normOf(numbers);
    // A norm can overflow where no number does: in float64 only.
    if (!Number.isFinite(norm) && firstNonFinite(numbers) >= 0) isSound = false;
    if (named(name)) squares += norm * norm;
  }
  return { isSound, norm: Math.sqrt(squares) };
}
