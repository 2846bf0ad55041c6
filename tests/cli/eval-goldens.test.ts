/** The built command line, on every case whose answer is known. */
import { beforeAll, expect, test } from "vitest";
import { build } from "../../scripts/lib/build.mjs";
import type { EvalAnswer } from "../../src/registry/eval.ts";
import goldens from "../fixtures/loss-goldens.json" with { type: "json" };
import { lossmith } from "./cli.ts";

beforeAll(() => void build(), 120_000);

/** Numbers of nested arrays or records of them, in order. */
function flat(values: unknown): number[] {
  if (typeof values === "object" && values !== null) return Object.values(values).flatMap(flat);
  return [Number(values)];
}

function expectClose(got: unknown, want: unknown, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    if (number === target) return;
    expect(Math.abs(number - target) / Math.max(1, Math.abs(target)), `${what}[${i}]`).toBeLessThan(1e-9);
  });
}

test("lossmith eval answers them all, in order, in float64", { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await lossmith(["eval", "tests/fixtures/loss-goldens.json"]);
  expect([code, stderr]).toEqual([0, ""]);
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EvalAnswer);
  expect(answers.map(({ id }) => id)).toEqual(goldens.map(({ id }) => id));
  for (const [i, { id, value, gradients }] of goldens.entries()) {
    const answer = answers[i] as EvalAnswer;
    if ("error" in answer) throw new Error(`${id}: ${answer.error.message}`);
    expect([id, answer.dtype]).toEqual([id, "float64"]);
    expect(Object.keys(answer.gradients)).toEqual(Object.keys(gradients));
    expectClose(answer.value, value, `${id}: value`);
    expectClose(answer.gradients, gradients, `${id}: gradients`);
  }
});
