import { describe, expect, it } from "vitest";
import { ArgumentError, DataError } from "../core/errors.ts";
import { arrays } from "./arrays.ts";
import { readColumn } from "./check-labels.ts";
import { concatenate, split, subset } from "./combine.ts";

const ten = arrays(
  { x: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], y: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] },
  { classNames: ["low", "high"] },
);
const xs = async (dataset: typeof ten): Promise<number[]> => Array.from(await readColumn(dataset, "x"));

describe("subset", () => {
  it("keeps order, repeats and what belongs to the data set", async () => {
    const some = subset(ten, [7, 2, 2]);
    expect(some).toMatchObject({ size: 3, classNames: ["low", "high"], fields: ten.fields });
    expect(await xs(some)).toEqual([7, 2, 2]);
    expect(await xs(subset(some, [1]))).toEqual([2]);
  });

  it("refuses what is not there", () => {
    expect(() => subset(ten, [10])).toThrow(ArgumentError);
    expect(() => subset(ten, [])).toThrow(DataError);
    expect(() => subset(ten, [1]).fill([1], {})).toThrow(ArgumentError);
  });
});

describe("split", () => {
  it("draws by seed; the parts cover everything once", async () => {
    const { train, validation } = split(ten, 0.3, { seed: 4 });
    expect([train.size, validation.size]).toEqual([7, 3]);
    expect([...(await xs(train)), ...(await xs(validation))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await xs(split(ten, 0.3, { seed: 4 }).validation)).toEqual(await xs(validation));
    expect(await xs(split(ten, 0.3, { seed: 5 }).validation)).not.toEqual(await xs(validation));
  });

  it("takes the last part when told not to shuffle", async () => {
    const { train, validation } = split(ten, 0.2, { shuffle: false });
    expect(await xs(train)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await xs(validation)).toEqual([8, 9]);
  });

  it("leaves no part empty", () => {
    expect(split(ten, 0.001).validation.size).toBe(1);
    expect(split(ten, 0.999).train.size).toBe(1);
    expect(() => split(subset(ten, [0]), 0.5)).toThrow(DataError);
    for (const fraction of [0, 1, 20, Number.NaN]) expect(() => split(ten, fraction)).toThrow(ArgumentError);
  });
});

describe("concatenate", () => {
  it("numbers the examples through, in any order", async () => {
    const joined = concatenate(subset(ten, [0, 1]), subset(ten, [8]), subset(ten, [5, 6]));
    expect(joined.size).toBe(5);
    expect(await xs(joined)).toEqual([0, 1, 8, 5, 6]);
    expect(Array.from(await readColumn(joined, "x", [4, 0, 2, 1, 3]))).toEqual([6, 0, 8, 1, 5]);
    expect(Array.from(await readColumn(joined, "y", [4, 0]))).toEqual([1, 0]);
  });

  it("refuses different fields, naming both", () => {
    expect(() => concatenate(ten, arrays({ x: [[1]], y: [0] }, { classes: 2 }))).toThrow(
      'concatenate: expected field "x" to be the same everywhere ([] float32), got [1] float32 in data set 1',
    );
    expect(() => concatenate(ten, arrays({ x: [1] }))).toThrow('field "y"');
    expect(() => concatenate(ten, arrays({ x: [1], y: [0] }, { classes: 3 }))).toThrow("int64, 3 classes");
    expect(() => concatenate()).toThrow(DataError);
  });
});
