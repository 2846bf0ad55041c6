import { expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ShapeError } from "../core/errors.ts";
import { gaussianSample } from "./sampling.ts";

const shape = [2000, 2];
const mean = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 3 : -1));
const logVariance = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? Math.log(4) : Math.log(0.25)));
const inputs = [
  { shape, values: mean },
  { shape, values: logVariance },
];

test("draws of the mean and variance in training, the mean in evaluation", async () => {
  expect((await runLayer(gaussianSample(), inputs)).values).toEqual(mean);
  for (const [layer, training] of [
    [gaussianSample(), true],
    [gaussianSample({ always: true }), false],
  ] as const) {
    const { values } = await runLayer(layer, inputs, { training });
    for (const [at, centre, deviation] of [
      [0, 3, 2],
      [1, -1, 0.5],
    ] as const) {
      const column = values.filter((_, i) => i % 2 === at);
      const average = column.reduce((a, b) => a + b, 0) / column.length;
      const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - average) ** 2, 0) / column.length);
      expect(Math.abs(average - centre)).toBeLessThan(0.15 * deviation);
      expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.1);
    }
  }
});

test("shapes that differ are said", async () => {
  await expect(runLayer(gaussianSample(), [{ shape: [2, 3] }, { shape: [2, 4] }])).rejects.toThrow(ShapeError);
});
