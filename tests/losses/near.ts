import { expect } from "vitest";

/** Expects numbers within a distance of others. */
export function expectNear(got: readonly number[], want: readonly number[], within = 1e-9): void {
  expect(got.length).toBe(want.length);
  got.forEach((number, i) => {
    expect(Math.abs(number - (want[i] as number)), `[${i}]: ${number}, want ${want[i]}`).toBeLessThanOrEqual(within);
  });
}
