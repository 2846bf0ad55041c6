import { describe, expect, test } from "vitest";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { constant, input } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { cropResize, randomCrops } from "./crops.ts";

const seed = (value: number) => constant(value, { dtype: "int64" });

describe("randomCrops", () => {
  // A ramp to the right in one channel, downwards in the other: a crop's corners tell where it was and how large.
  const size = 40;
  const ramp = Array.from({ length: 2 * size * size }, (_, at) =>
    at < size * size ? at % size : Math.floor((at - size * size) / size),
  );

  async function boxes(options: { scale: readonly [number, number]; power?: number; seed?: number }, count = 300) {
    const x = constant(ramp, { shape: [1, 2, size, size], dtype: "float64" });
    const [value] = await evaluate([randomCrops(x, { size: 8, count, ...options, seed: seed(options.seed ?? 3) })], {});
    const numbers = Array.from(await (value as NonNullable<typeof value>).numbers());
    return Array.from({ length: count }, (_, i) => {
      const pixel = (c: number, row: number, column: number) => numbers[((i * 2 + c) * 8 + row) * 8 + column] as number;
      // Inner pixels: those at the border are blended with the 0 beyond it.
      const step = (pixel(0, 4, 5) - pixel(0, 4, 2)) / 3;
      const down = (pixel(1, 5, 4) - pixel(1, 2, 4)) / 3;
      return { side: (step * 8) / size, down: (down * 8) / size, left: pixel(0, 4, 2) - 2.5 * step + 0.5 };
    });
  }

  test("sides are uniform in the range, proportions are kept, places stay inside", async () => {
    const all = await boxes({ scale: [0.3, 0.7] });
    // A new pixel is the mean of an area in which old ones are constant: the ramp has steps.
    for (const { side, down, left } of all) {
      expect(side).toBeGreaterThan(0.29);
      expect(side).toBeLessThan(0.71);
      expect(down).toBeCloseTo(side, 1);
      expect(left).toBeGreaterThan(-0.5);
      expect(left + side * size).toBeLessThan(size + 0.5);
    }
    expect(all.reduce((sum, { side }) => sum + side, 0) / all.length).toBeCloseTo(0.5, 1);
    expect(new Set(all.map(({ left }) => left.toFixed(3))).size).toBeGreaterThan(250);
  });

  test("a power above 1 makes small crops more frequent", async () => {
    const all = await boxes({ scale: [0.3, 0.7], power: 3 });
    expect(all.reduce((sum, { side }) => sum + side, 0) / all.length).toBeCloseTo(0.4, 1); // 0.3 + 0.4 / (power + 1)
  });

  test("another seed, other crops; the same, the same", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((each) => boxes({ scale: [0.3, 0.7], seed: each }, 4)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  test("options out of range", () => {
    const x = input("x", [1, 3, 8, 8]);
    for (const options of [
      { count: 0 },
      { scale: [0, 1] as const },
      { scale: [0.8, 0.5] as const },
      { power: 0 },
      { size: 0 },
    ])
      expect(() => randomCrops(x, { size: 4, seed: seed(0), ...options })).toThrow(ArgumentError);
  });
});

test("cropResize: boxes of another batch, or without four sides", () => {
  const x = input("x", [2, 3, 8, 8]);
  expect(() => cropResize(x, input("boxes", [1, 5, 4]), 4)).toThrow(ShapeError);
  expect(() => cropResize(x, input("boxes", [2, 5, 3]), 4)).toThrow(ShapeError);
  expect(() => cropResize(input("y", [2, 3, 8]), input("boxes", [2, 5, 4]), 4)).toThrow(ShapeError);
});
