import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { randomResizedCrop } from "./crops.ts";

describe("randomResizedCrop", () => {
  const shape = [50, 1, 8, 8];
  const values = new Array<number>(50 * 64).fill(1);

  test("evaluation leaves images as they are", async () => {
    const { values: same } = await runLayer(randomResizedCrop(), [{ shape, values }]);
    expect(same).toEqual(values);
  });

  test("in training larger and smaller versions: a border of 0 where the part is larger than the image", async () => {
    const run = await runLayer(randomResizedCrop([2, 2]), [{ shape, values }], { training: true });
    expect(run.shape).toEqual(shape);
    // Twice the side: a quarter of the area is left, wherever it lies.
    for (let i = 0; i < 50; i++) {
      const sum = run.values.slice(i * 64, (i + 1) * 64).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(16, 6);
    }
    const first = (i: number) => run.values.slice(i * 64, (i + 1) * 64).findIndex((value) => value > 0.5);
    expect(new Set(Array.from({ length: 50 }, (_, i) => first(i))).size).toBeGreaterThan(8);
  });

  test("what it cannot take", async () => {
    expect(() => randomResizedCrop([0, 1])).toThrow(ArgumentError);
    expect(() => randomResizedCrop([1, 0.5])).toThrow(ArgumentError);
    await expect(runLayer(randomResizedCrop(), [{ shape: [1, 1, 4, 5] }])).rejects.toThrow(ArgumentError);
    await expect(runLayer(randomResizedCrop(), [{ shape: [1, 4] }])).rejects.toThrow(ShapeError);
  });
});
