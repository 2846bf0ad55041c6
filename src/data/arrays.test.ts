import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, type TypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import { arrays } from "./arrays.ts";
import type { Dataset } from "./dataset.ts";

async function read(dataset: Dataset, name: string, indices: readonly number[]): Promise<TypedArray> {
  const field = dataset.fields[name];
  if (field === undefined) throw new Error(`no ${name}`);
  const target = allocate(field.dtype, indices.length * sizeOf(field.shape));
  await dataset.fill(indices, { [name]: target });
  return target;
}

describe("arrays", () => {
  it("reads shapes from nesting and picks examples by index", async () => {
    const dataset = arrays({ x: [[[1, 2]], [[3, 4]], [[5, 6]]], y: [0, 1, 1] }, { classes: 2 });
    expect(dataset.size).toBe(3);
    expect(dataset.fields).toEqual({
      x: { shape: [1, 2], dtype: "float32" },
      y: { shape: [], dtype: "int64", classes: 2 },
    });
    expect(await read(dataset, "x", [2, 0])).toEqual(Float32Array.of(5, 6, 1, 2));
    expect(await read(dataset, "y", [2, 0])).toEqual(BigInt64Array.of(1n, 0n));
  });

  it("takes a scale or an offset alone, and finite ones only", () => {
    const rescaled = (rescale: { scale?: number; offset?: number }): unknown =>
      arrays({ x: [[1], [2]] }, { rescale: { x: rescale } }).fields["x"]?.rescale;
    expect(rescaled({ scale: 0.5 })).toEqual({ scale: 0.5, offset: 0 });
    expect(rescaled({ offset: -1 })).toEqual({ scale: 1, offset: -1 });
    expect(() => rescaled({ scale: Number.NaN })).toThrow(/rescale of "x": expected finite numbers/);
  });

  it("takes typed arrays with a shape as they are", async () => {
    const pixels = Uint8Array.from({ length: 24 }, (_, i) => i);
    const dataset = arrays(
      { x: pixels, y: new Int16Array([3, 4]) },
      { shapes: { x: [3, 2, 2] }, rescale: { x: { scale: 1 / 255, offset: 0 } } },
    );
    expect(dataset.fields["x"]).toEqual({ shape: [3, 2, 2], dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } });
    expect(dataset.fields["y"]).toEqual({ shape: [], dtype: "int32" });
    expect(await read(dataset, "x", [1])).toEqual(pixels.slice(12));
    pixels[12] = 99;
    expect((await read(dataset, "x", [1]))[0]).toBe(99);
  });

  it("reshapes lists whose size fits, and converts dtypes", () => {
    const dataset = arrays({ x: [[1, 2, 3, 4]] }, { shapes: { x: [1, 2, 2] }, dtypes: { x: "float64" } });
    expect(dataset.fields["x"]).toEqual({ shape: [1, 2, 2], dtype: "float64" });
  });

  it("leaves the rest of a larger array alone, and fields that are not asked for", () => {
    const dataset = arrays({ x: [1, 2, 3], y: [4, 5, 6] });
    const x = Float32Array.of(9, 9, 9);
    void dataset.fill([1], { x });
    expect(x).toEqual(Float32Array.of(2, 9, 9));
  });

  it("takes class names for classes", () => {
    expect(arrays({ x: [1, 2], y: [0, 1] }, { classNames: ["cat", "dog"] }).fields["y"]?.classes).toBe(2);
  });

  it("fills any batch with the rows asked for", () => {
    const rows = fc.array(fc.array(fc.integer(), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (x, picks) => {
        const dataset = arrays({ x }, { dtypes: { x: "float64" } });
        const indices = Array.from({ length: 7 }, () => (picks.next().value as number) % x.length);
        const target = new Float64Array(21);
        void dataset.fill(indices, { x: target });
        expect(Array.from(target)).toEqual(indices.flatMap((i) => x[i] as number[]).map((value) => value + 0));
      }),
    );
  });

  const problems: [string, () => unknown, string][] = [
    [
      "ragged rows",
      () => arrays({ x: [[1, 2], [3]] }),
      "x: expected a list of 2, as in the first example, got a list of 1 in example 1; give every example the same shape: pad, crop or drop the odd ones",
    ],
    [
      "a list among numbers",
      () => arrays({ x: [1, [2]] }),
      "x: expected a number, as in the first example, got a list of 1 in example 1",
    ],
    ["a number among lists", () => arrays({ x: [[1], 2] }), "got 2 in example 1"],
    [
      "lengths that differ",
      () => arrays({ x: [1, 2], y: [1] }),
      'data: expected as many examples in every field, got 2 in "x" and 1 in "y"',
    ],
    ["empty data", () => arrays({ x: [] }), "x: expected at least one example, got none"],
    ["empty rows", () => arrays({ x: [[], []] }), "got examples of shape [0]"],
    ["no fields", () => arrays({}), "expected at least one field, got none"],
    [
      "NaN",
      () =>
        arrays({
          x: [
            [1, 2],
            [3, Number.NaN],
          ],
        }),
      "x: expected finite numbers, got NaN at example 1, number 1; drop",
    ],
    ["NaN in a typed array", () => arrays({ x: Float32Array.of(1, Number.NaN) }), "got NaN at example 1"],
    ["Infinity", () => arrays({ x: [Number.POSITIVE_INFINITY] }), "got Infinity at example 0"],
    [
      "what float32 cannot hold",
      () => arrays({ x: [0, 1e39] }),
      "x: expected numbers that float32 can hold, got 1e+39 at example 1",
    ],
    ["text", () => arrays({ x: [[1], ["2" as unknown as number]] }), 'expected numbers, got "2" at example 1'],
    [
      "a missing value",
      () => arrays({ x: [[1], [null as unknown as number]] }),
      "expected numbers, got null at example 1",
    ],
    [
      "fractions as bytes",
      () => arrays({ x: [0.5] }, { dtypes: { x: "uint8" } }),
      "expected values of uint8, got 0.5 at example 0",
    ],
    [
      "a length that fits no shape",
      () => arrays({ x: new Float32Array(5) }, { shapes: { x: [2] } }),
      "got 5 numbers, no multiple of 2",
    ],
    [
      "a shape of another size",
      () => arrays({ x: [[1, 2, 3]] }, { shapes: { x: [2] } }),
      "expected examples of shape [2], 2 numbers each, got examples of shape [3]",
    ],
    [
      "labels out of range",
      () => arrays({ x: [1, 2], y: [0, 2] }, { classes: 2 }),
      'labels "y": expected whole numbers from 0 to 1, got 2 at example 1',
    ],
  ];
  it.each(problems)("refuses %s", (_, make, message) => {
    expect(make).toThrow(DataError);
    expect(make).toThrow(message);
  });

  it("refuses options for fields that are not there, and indices out of range", () => {
    expect(() => arrays({ x: [1] }, { shapes: { z: [1] } })).toThrow(ArgumentError);
    expect(() => arrays({ x: [1] }, { classes: 3 })).toThrow('arrays: classes: expected a field (x), got "y"');
    expect(() => arrays({ x: [1], y: [0] }, { classes: 3, classNames: ["a"] })).toThrow(ArgumentError);
    const dataset = arrays({ x: [1] });
    expect(() => dataset.fill([1], { x: new Float32Array(1) })).toThrow("expected a whole number from 0 to 0, got 1");
  });
});
