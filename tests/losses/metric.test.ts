import { describe, expect, test } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import { lossEntries, parseLossOptions } from "../../src/registry/index.ts";
import fixture from "../fixtures/metric.json" with { type: "json" };
import { drawData, requiredOptions, variantsOf } from "./draw.ts";
import { runLoss } from "./loss.ts";

const flat = (values: unknown): number[] => ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);

function expectClose(got: unknown, want: unknown, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    const difference = Math.abs(number - target) / Math.max(1, Math.abs(target));
    expect(difference, `${what}[${i}]: ${number}, want ${target}`).toBeLessThan(1e-9);
  });
}

describe("PyTorch's values and gradients in float64", () => {
  test.each(fixture.cases.map((each) => [each.id, each] as const))("%s", async (_, given) => {
    const answer = await evaluateCase(given);
    if ("error" in answer) throw new Error(answer.error.message);
    expect(answer.dtype).toBe("float64");
    expectClose(answer.value, given.value, "value");
    expect(Object.keys(answer.gradients)).toEqual(Object.keys(given.gradients));
    for (const [name, want] of Object.entries(given.gradients))
      expectClose(answer.gradients[name], want, `gradient by ${name}`);
  });
});

const metric = lossEntries().filter(([, info]) => info.family === "metric");

describe.each(metric)("%s is finite", (name, info) => {
  const kinds: Readonly<Record<string, (row: number, column: number) => number>> = {
    "for embeddings of zeros": () => 0,
    "for equal embeddings": (_, column) => column - 1.5,
    "for equal and opposite directions": (row, column) => (row % 2 === 0 ? 1 : -2) * (column + 1),
    "with one example of zeros": (row, column) => (row === 1 ? 0 : Math.sin(7 * row + column)),
  };

  test.each(Object.entries(kinds))("%s", async (_, entryOf) => {
    for (const given of variantsOf(info)) {
      const options = parseLossOptions(name, info, { ...requiredOptions(info), ...given });
      const drawn = drawData(info, options);
      const data = Object.fromEntries(
        info.inputs.map((each) => {
          const { shape, numbers } = drawn[each.name] as { shape: number[]; numbers: number[] };
          const width = shape.at(-1) as number;
          const same = numbers.map((_number, i) => entryOf(Math.floor(i / width), i % width));
          return [each.name, { shape, numbers: each.grad ? same : numbers }];
        }),
      );
      for (const dtype of ["float32", "float64"] as const) {
        const { value, gradients } = await runLoss(info, options, data, { reduction: "none", dtype, device: "cpu" });
        for (const number of [value, ...Object.values(gradients)].flat()) expect(number).toSatisfy(Number.isFinite);
      }
    }
  });
});
