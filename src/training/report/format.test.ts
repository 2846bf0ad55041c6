import { describe, expect, it } from "vitest";
import { duration, figure, flatten, metricText, title, words } from "./format.ts";

describe("format", () => {
  it.each([
    [0, "0"],
    [0.0286953, "0.0287"],
    [0.0001, "0.0001"],
    [0.00001, "1e-5"],
    [0.0000123, "1.23e-5"],
    [12.3456, "12.35"],
    [21300.2, "21,300"],
    [1e6, "1e6"],
    [-3.2e9, "-3.2e9"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("figure(%d) is %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it.each([
    [0.1234, "0.12 s"],
    [42.06, "42.1 s"],
    [60, "1 min"],
    [239.6, "4 min"],
    [192, "3 min 12 s"],
    [7500, "2 h 5 min"],
    [7199.8, "2 h 0 min"],
  ])("duration(%d) is %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("writes shares as percentages, and losses never", () => {
    expect(metricText("topKAccuracy", 0.5)).toBe("50.00\u00a0%");
    expect(metricText("accuracy", 1.5)).toBe("1.5");
    expect(metricText("loss", 0.5)).toBe("0.5");
  });

  it("turns names into words", () => {
    expect(words("topKAccuracy")).toBe("top k accuracy");
    expect(words("val_loss")).toBe("val loss");
    expect([title("mae"), title("r2"), title("meanAbsoluteError")]).toEqual(["MAE", "R²", "Mean absolute error"]);
  });

  it("flattens options", () => {
    expect(
      flatten({ a: { b: { c: 1e5 } }, d: [1, 2], e: true, f: null, g: undefined, h: {}, i: ["x"], j: 0.1 }),
    ).toEqual([
      ["a.b.c", "100,000"],
      ["d", "[1, 2]"],
      ["e", "true"],
      ["f", "null"],
      ["h", "{}"],
      ["i", '["x"]'],
      ["j", "0.1"],
    ]);
  });
});
