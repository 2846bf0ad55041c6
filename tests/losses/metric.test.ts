import { describe, expect, test } from "vitest";
import { lossEntries, parseLossOptions } from "../../src/registry/index.ts";
import fixture from "../fixtures/metric.json" with { type: "json" };
import { expectCase } from "./cases.ts";
import { drawData, requiredOptions, variantsOf } from "./draw.ts";
import { runLoss } from "./loss.ts";

describe("PyTorch's values and gradients in float64", () => {
  test.each(fixture.cases.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each));
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
