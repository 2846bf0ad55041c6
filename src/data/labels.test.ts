import { describe, expect, it } from "vitest";
import { DataError, NameError } from "../core/errors.ts";
import { checkLabelValues } from "../core/labels.ts";
import { arrays } from "./arrays.ts";
import { checkLabels } from "./check-labels.ts";
import { balancedWeights, countLabels, encodeOneHot, labelStatistics, withOneHot } from "./labels.ts";

describe("checkLabels", () => {
  it("passes labels from 0 to classes - 1", async () => {
    await expect(checkLabels(arrays({ y: [0, 9, 4] }), { classes: 10 })).resolves.toBeUndefined();
  });

  it("names the label, the example and the usual causes", async () => {
    const labels = [...Array.from({ length: 17 }, (_, i) => (i % 9) + 1), 10];
    const check = checkLabels(arrays({ y: labels }), { classes: 10 });
    await expect(check).rejects.toThrow(DataError);
    await expect(check).rejects.toThrow(
      'labels "y": expected whole numbers from 0 to 9, got 10 at example 17; two usual causes: ' +
        "they probably start at 1: subtract 1; or there are more classes than outputs: use 11",
    );
  });

  it.each([
    [[0, -1], "got -1 at example 1; negative labels"],
    [[0, 0.5], "got 0.5 at example 1; labels are class numbers"],
    [[0, Number.NaN], "got NaN at example 1"],
  ])("refuses %j", (labels, message) => {
    expect(() => checkLabelValues(labels, { classes: 2 })).toThrow(message);
  });

  it("counts examples, not numbers, for label maps", () => {
    expect(() => checkLabelValues([0, 0, 0, 0, 0, 7], { classes: 2, size: 4 })).toThrow("got 7 at example 1");
  });

  it("knows its fields", async () => {
    await expect(checkLabels(arrays({ y: [0] }), { field: "z", classes: 1 })).rejects.toThrow(NameError);
  });
});

describe("label statistics", () => {
  it("counts classes and finds the missing ones", async () => {
    const dataset = arrays({ x: [1, 2, 3, 4], y: [0, 2, 2, 2] }, { classes: 4 });
    expect(await labelStatistics(dataset)).toEqual({ classes: 4, counts: [1, 0, 3, 0], missing: [1, 3], imbalance: 3 });
    expect(await labelStatistics(arrays({ y: [0, 1] }))).toMatchObject({ classes: 2, imbalance: 1 });
  });

  it("balances: every class has the same total, the mean over examples is 1", () => {
    const labels = [0, 0, 0, 2];
    const weights = balancedWeights(countLabels(labels, 3));
    expect(weights).toEqual([4 / 6, 0, 2]);
    expect(labels.reduce((sum, label) => sum + (weights[label] as number), 0)).toBeCloseTo(4);
  });
});

describe("one-hot targets", () => {
  it("encodes", () => {
    expect(encodeOneHot([1, 0], 3)).toEqual(Float32Array.of(0, 1, 0, 1, 0, 0));
    expect(() => encodeOneHot([3], 3)).toThrow(DataError);
  });

  it("replaces a field, batch by batch", async () => {
    const dataset = await withOneHot(arrays({ x: [5, 6, 7], y: [0, 1, 2] }, { classes: 3 }));
    expect(dataset.fields["y"]).toEqual({ shape: [3], dtype: "float32" });
    const [x, y] = [new Float32Array(2), new Float32Array(6)];
    await dataset.fill([2, 0], { x, y });
    expect(x).toEqual(Float32Array.of(7, 5));
    expect(y).toEqual(Float32Array.of(0, 0, 1, 1, 0, 0));
  });

  it("checks the labels first", async () => {
    await expect(withOneHot(arrays({ y: [0, 3] }), { classes: 3 })).rejects.toThrow("got 3 at example 1");
    await expect(withOneHot(arrays({ y: [0] }))).rejects.toThrow("pass classes");
    await expect(withOneHot(arrays({ x: [0] }))).rejects.toThrow(NameError);
  });
});
