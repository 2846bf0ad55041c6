import { describe, expect, test } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import fixtures from "../fixtures/selfsup.json" with { type: "json" };

/** Numbers of nested arrays, in order. */
function flat(values: unknown): number[] {
  return ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
}

function expectClose(got: unknown, want: unknown, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  const scale = Math.max(1, ...targets.map(Math.abs));
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    expect(Math.abs(number - target) / scale, `${what}[${i}]: ${number}, want ${target}`).toBeLessThan(1e-9);
  });
}

describe("formulas of self-supervised, distillation and wrapper losses, written in PyTorch", () => {
  test.each(fixtures.map((each) => [each.id, each] as const))("%s", async (_, fixture) => {
    const answer = await evaluateCase(fixture);
    if ("error" in answer) throw new Error(answer.error.message);
    expect(answer.dtype).toBe("float64");
    expectClose(answer.value, fixture.value, "value");
    expect(Object.keys(answer.gradients).sort()).toEqual(Object.keys(fixture.gradients).sort());
    for (const [name, want] of Object.entries(fixture.gradients))
      expectClose(answer.gradients[name], want, `gradient by ${name}`);
  });
});
