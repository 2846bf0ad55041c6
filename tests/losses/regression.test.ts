import { expect, test } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import fixtures from "../fixtures/regression.json" with { type: "json" };
import { expectNumbers } from "./elementwise.ts";

// Values of each example and gradients of their sum, of PyTorch and SciPy: scripts/fixtures/regression.py.

const flat = (values: unknown): number[] => [values].flat(Number.POSITIVE_INFINITY) as number[];

test.each(fixtures.cases.map((each, i) => [`${i}: ${each.loss} ${JSON.stringify(each.params)}`, each] as const))(
  "%s",
  async (id, { loss, params, inputs, value, gradients, source }) => {
    const answer = await evaluateCase({ id, loss, params, inputs, reduction: "none" });
    if ("error" in answer) throw new Error(answer.error.message);
    expect(answer.dtype).toBe("float64");
    const tolerance = source.includes("1e-6") ? 1e-6 : 1e-10;
    expectNumbers(flat(answer.value), flat(value), tolerance);
    for (const [name, want] of Object.entries(gradients))
      expectNumbers(flat(answer.gradients[name]), flat(want), tolerance);
  },
);
