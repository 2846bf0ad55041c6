import { describe, expect, test } from "vitest";
import goldens from "../../tests/fixtures/loss-goldens.json" with { type: "json" };
import publishedJson from "../../tests/fixtures/published.json" with { type: "json" };
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

test.each(goldens.map((golden) => [golden.id, golden] as const))("float32: %s", async (_, golden) => {
  const { value, gradients, dtype } = await answer({ ...golden, dtype: "float32" });
  expect(dtype).toBe("float32");
  expectClose(value, golden.value, 1e-5, "value");
  for (const [name, want] of Object.entries(golden.gradients))
    expectClose(gradients[name], want, 1e-5, `gradient by ${name}`);
});

/** What the peers' own tests publish, to the digits given there. `why` says what is not theirs: a value or a tolerance. */
interface Published {
  readonly of: string;
  readonly loss: string;
  readonly params?: object;
  readonly inputs: object;
  readonly sampleWeight?: unknown;
  readonly reduction?: string;
  readonly value?: unknown;
  /** Relative to the value, absolute below 1; default 2e-5. */
  readonly tolerance?: number;
  /** What is said to inputs that are no example of the loss here. */
  readonly refused?: string;
  readonly why?: string;
}

describe("published by the peers", () => {
  const published: readonly Published[] = publishedJson;
  test.each(published.map((each) => [`${each.loss}: ${each.of}`, each] as const))("%s", async (name, each) => {
    const { of: _, value: want, tolerance = 2e-5, refused, why, ...given } = each;
    if (tolerance > 2e-5 || refused !== undefined) expect(why, "a reason").toBeDefined();
    const got = await evaluateCase({ id: name, ...given });
    if (refused !== undefined) return expect("error" in got && got.error.message).toContain(refused);
    if ("error" in got) throw new Error(got.error.message);
    expectClose(got.value, want, tolerance, "value");
  });

  test("offsets of any size leave the gaps between logits", async () => {
    for (const offset of [1e4, 1e6, 1e15]) {
      const inputs = { yTrue: [0], yPred: [[offset, offset]] };
      const { value } = await answer({ id: 1, loss: "CrossEntropyLoss", inputs });
      expectClose(value, Math.LN2, 1e-12, `${offset}`);
    }
  });
});

test("several hundred cases take seconds", async () => {
  const start = performance.now();
  for (const golden of goldens) await answer(golden);
  expect(performance.now() - start).toBeLessThan(15_000); // 1.2 s on two free cores
}, 30_000);
