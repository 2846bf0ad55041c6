import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type EvalAnswer, evaluateCase } from "../../src/registry/eval.ts";
import { type JsonNumbers, parseNumbers } from "../../src/registry/numbers.ts";

// PyTorch's answers: scripts/fixtures/sequence.py.

interface Case {
  readonly id: string;
  readonly value: JsonNumbers;
  readonly gradients: Readonly<Record<string, JsonNumbers>>;
}

const cases = JSON.parse(readFileSync(new URL("../fixtures/sequence.json", import.meta.url), "utf8")) as Case[];

function expectNear(got: JsonNumbers, want: JsonNumbers, what: string): void {
  const [a, b] = [parseNumbers(what, got), parseNumbers(what, want)];
  expect(a.shape).toEqual(b.shape);
  b.numbers.forEach((each, i) => {
    const difference = a.numbers[i] === each ? 0 : Math.abs((a.numbers[i] as number) - each);
    expect(difference, `${what}[${i}]`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(each)));
  });
}

test.each(cases)("ctc: $id", async (given) => {
  const answer = (await evaluateCase(given)) as Extract<EvalAnswer, { value: unknown }>;
  expectNear(answer.value, given.value, "value");
  expectNear(answer.gradients["logits"] as JsonNumbers, given.gradients["logits"] as JsonNumbers, "gradient");
});
