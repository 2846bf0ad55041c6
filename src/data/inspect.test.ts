import { describe, expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { warningText } from "../core/warnings.ts";
import { arrays } from "./arrays.ts";
import type { Dataset } from "./dataset.ts";
import { inspectData } from "./inspect.ts";

const codes = async (dataset: Dataset): Promise<string[]> =>
  (await inspectData(dataset)).warnings.map(({ code }) => code);

describe("inspectData", () => {
  it("measures fields and labels", async () => {
    const { fields, labels, samples, warnings } = await inspectData(
      arrays(
        {
          x: [
            [-1, 0],
            [1, 0.5],
            [0, 1],
          ],
          y: [0, 1, 1],
        },
        { classes: 2 },
      ),
    );
    expect(samples).toBe(3);
    expect(fields["x"]).toMatchObject({ min: -1, max: 1, mean: 0.25, constant: [], nonFinite: 0 });
    expect(fields["x"]?.deviation).toBeCloseTo(Math.sqrt(3.25 / 6 - 0.0625), 12);
    expect(labels["y"]?.counts).toEqual([1, 2]);
    expect(warnings).toEqual([]);
  });

  it("applies the rescaling, and does not blame single constant pixels", async () => {
    const dataset = arrays(
      { x: Uint8Array.of(0, 0, 255, 0, 0, 9, 0, 100) },
      { shapes: { x: [1, 2, 2] }, rescale: { x: { scale: 1 / 255, offset: 0 } } },
    );
    const { fields, warnings } = await inspectData(dataset);
    expect(fields["x"]).toMatchObject({ min: 0, max: 1, constant: [0] });
    expect(warnings).toEqual([]);
  });

  it("keeps the digits of values far from zero", async () => {
    const { fields } = await inspectData(arrays({ x: [1e9, 1e9 + 1] }, { dtypes: { x: "float64" } }));
    expect(fields["x"]?.deviation).toBe(0.5);
  });

  it("warns of ranges, constant columns and constant fields", async () => {
    const { warnings } = await inspectData(
      arrays({
        x: [
          [3, 100],
          [3, 4000],
        ],
        sampleWeight: [1, 1],
      }),
    );
    expect(warnings.map(warningText)).toEqual([
      'field "x": numbers from 3 to 4000, expected about -1 to 1; scale them: arrays({ ... }, { rescale: { x: { scale: 1 / 1717, offset: -0.5978 } } }) [UNNORMALISED]',
      'field "x": 1 of 2 columns that never change (0), expected numbers that differ from example to example; drop them [CONSTANT]',
      'field "sampleWeight": the same in every example, expected numbers that differ from example to example; check how it was read [CONSTANT]',
    ]);
  });

  it("warns of missing and rare classes", async () => {
    const y = [...new Array<number>(22).fill(0), 2, 2];
    const dataset = arrays({ x: y.map((_, i) => i / 30), y }, { classNames: ["cat", "dog", "owl"] });
    const { warnings } = await inspectData(dataset);
    expect(warnings.map(warningText)).toEqual([
      'field "y": none of 1 (dog), expected examples of all 3 classes; add some, or lower the number of classes [MISSING_CLASSES]',
      'field "y": 22 of class cat and 2 of class owl, expected at most 10 times as many examples of one class as of another; weigh the classes (classWeights: "balanced") [IMBALANCE]',
    ]);
  });

  it("reports NaN from sources that do not check", async () => {
    const dataset: Dataset = {
      size: 2,
      fields: { x: { shape: [], dtype: "float32" } },
      fill: (_, { x }) => x?.set([1, Number.NaN] as never),
    };
    expect(await codes(dataset)).toEqual(["NON_FINITE"]);
    expect((await inspectData(dataset)).fields["x"]).toMatchObject({
      min: 1,
      max: 1,
      nonFinite: 1,
      firstNonFinite: { example: 1 },
    });
  });

  it("looks at as many examples as asked", async () => {
    const dataset = arrays({ x: Float32Array.from({ length: 50 }, (_, i) => i / 50) });
    expect((await inspectData(dataset, { samples: 10 })).samples).toBe(10);
  });

  it("refuses labels outside their classes", async () => {
    const dataset: Dataset = {
      size: 1,
      fields: { y: { shape: [], dtype: "int32", classes: 2 } },
      fill: (_, { y }) => y?.set([5] as never),
    };
    await expect(inspectData(dataset)).rejects.toThrow(DataError);
  });
});
