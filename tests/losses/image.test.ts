import { describe, expect, test } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import cases from "../fixtures/image.json" with { type: "json" };

/** Numbers of nested arrays, in order. */
function flat(values: unknown): number[] {
  return [values].flat(Number.POSITIVE_INFINITY).map(Number);
}

function expectClose(got: unknown, want: unknown, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  const scale = Math.max(1, ...targets.map(Math.abs));
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    expect(Math.abs(number - target), `${what}[${i}]: ${number}, want ${target}`).toBeLessThan(1e-9 * scale);
  });
}

describe("losses of images as scikit-image, SciPy and PyTorch compute them, in float64", () => {
  test.each(cases.map((each) => [each.id, each] as const))("%s", async (_, given) => {
    const answer = await evaluateCase(given);
    if ("error" in answer) throw new Error(answer.error.message);
    expect(answer.dtype).toBe("float64");
    expectClose(answer.value, given.value, "value");
    expect(Object.keys(answer.gradients)).toEqual(Object.keys(given.gradients));
    for (const [name, want] of Object.entries(given.gradients))
      expectClose(answer.gradients[name], want, `gradient by ${name}`);
  });
});
