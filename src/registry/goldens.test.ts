import { describe, expect, test } from "vitest";
import goldens from "../../tests/fixtures/loss-goldens.json" with { type: "json" };
import { type EvalAnswer, evaluateCase } from "./eval.ts";

/** Numbers of nested arrays, in order. */
function flat(values: unknown): number[] {
  return ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
}

function expectClose(got: unknown, want: unknown, tolerance: number, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    if (number === target) return;
    expect(
      Math.abs(number - target) / Math.max(1, Math.abs(target)),
      `${what}[${i}]: ${number}, want ${target}`,
    ).toBeLessThan(tolerance);
  });
}

async function answer(given: unknown): Promise<Extract<EvalAnswer, { value: unknown }>> {
  const result = await evaluateCase(given);
  if ("error" in result) throw new Error(`${result.id}: ${result.error.message}`);
  return result;
}

describe("values and gradients of PyTorch and Keras in float64", () => {
  test.each(goldens.map((golden) => [golden.id, golden] as const))("%s", async (_, golden) => {
    const { value, gradients, dtype } = await answer(golden);
    expect(dtype).toBe("float64");
    expectClose(value, golden.value, 1e-9, "value");
    expect(Object.keys(gradients)).toEqual(Object.keys(golden.gradients));
    for (const [name, want] of Object.entries(golden.gradients))
      expectClose(gradients[name], want, 1e-9, `gradient by ${name}`);
  });
});
