import { describe, expect, test } from "vitest";
import { ArgumentError, NameError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { constantFill, fans, normal, resolveInitializer, truncatedNormal, uniform } from "./initializers.ts";
import type { Initializer } from "./layer.ts";
import { l1, l1l2, l2, resolveRegularizer } from "./regularizers.ts";

const draw = (initializer: Initializer | string, shape: readonly number[], seed = 1): number[] =>
  Array.from(resolveInitializer(initializer)(shape, new Random(seed)));

function moments(values: readonly number[]): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: Math.max(...values.map(Math.abs)) };
}

test.each([
  [[], { in: 1, out: 1 }],
  [[7], { in: 7, out: 7 }],
  [[3, 5], { in: 3, out: 5 }],
  [[8, 2, 3], { in: 6, out: 24 }],
  [[8, 2, 3, 4], { in: 24, out: 96 }],
])("fans of %j", (shape, want) => expect(fans(shape)).toEqual(want));

describe("statistics", () => {
  const dense = [120, 180];
  const image = [60, 20, 3, 3]; // fans 180 and 540
  test.each<[string, readonly number[], number, "uniform" | "cut"]>([
    ["glorotUniform", dense, 2 / 300, "uniform"],
    ["glorotUniform", image, 2 / 720, "uniform"],
    ["glorotNormal", dense, 2 / 300, "cut"],
    ["heUniform", dense, 2 / 120, "uniform"],
    ["heNormal", image, 2 / 180, "cut"],
    ["lecunUniform", image, 1 / 180, "uniform"],
    ["lecunNormal", dense, 1 / 120, "cut"],
  ])("%s %j", (name, shape, wanted, kind) => {
    const { mean, variance, largest } = moments(draw(name, shape));
    const count = shape.reduce((a, b) => a * b, 1);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(wanted / count));
    expect(variance / wanted).toBeGreaterThan(0.95);
    expect(variance / wanted).toBeLessThan(1.05);
    const bound = kind === "uniform" ? Math.sqrt(3 * wanted) : (2 * Math.sqrt(wanted)) / 0.8796256610342398;
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.95 * bound);
  });

  test("with options", () => {
    const spread = moments(draw(uniform({ low: 2, high: 4 }), [100, 100]));
    expect(spread.mean).toBeCloseTo(3, 1);
    expect(spread.variance).toBeCloseTo(1 / 3, 1);
    const bell = moments(draw(normal({ mean: 5, standardDeviation: 2 }), [100, 100]));
    expect(bell.mean).toBeCloseTo(5, 0);
    expect(Math.sqrt(bell.variance)).toBeCloseTo(2, 1);
    const cut = moments(draw(truncatedNormal({ mean: 1, standardDeviation: 0.5 }), [100, 100]).map((x) => x - 1));
    expect(cut.largest).toBeLessThanOrEqual(1);
    expect(Math.sqrt(cut.variance)).toBeCloseTo(0.5 * 0.8796, 1);
  });
});

test("fixed values", () => {
  expect(draw("zeros", [2, 2])).toEqual([0, 0, 0, 0]);
  expect(draw("ones", [3])).toEqual([1, 1, 1]);
  expect(draw(constantFill(2.5), [2])).toEqual([2.5, 2.5]);
  expect(draw("identity", [2, 3])).toEqual([1, 0, 0, 0, 1, 0]);
});

test.each([[[4, 7]], [[7, 4]], [[6, 2, 3, 3]], [[5, 5]]])("orthogonal %j", (shape) => {
  const values = draw("orthogonal", shape);
  const rows = shape[0] as number;
  const columns = values.length / rows;
  const at = (r: number, c: number): number => values[r * columns + c] as number;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const entry = (vector: number, i: number): number => (rows <= columns ? at(vector, i) : at(i, vector));
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += entry(a, i) * entry(b, i);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
    }
});

test("the same seed gives the same numbers, another seed others", () => {
  for (const name of ["glorotUniform", "heNormal", "orthogonal", "truncatedNormal"]) {
    expect(draw(name, [5, 6])).toEqual(draw(name, [5, 6]));
    expect(draw(name, [5, 6])).not.toEqual(draw(name, [5, 6], 2));
  }
});

test("names", () => {
  for (const name of ["glorot_uniform", "GlorotUniform", "xavier_uniform"])
    expect(resolveInitializer(name)).toBe(resolveInitializer("glorotUniform"));
  expect(() => resolveInitializer("glorotUnifrm")).toThrow(NameError);
  expect(() => resolveInitializer("glorotUnifrm")).toThrow(/did you mean "glorotUniform"/);
  expect(() => draw("orthogonal", [3])).toThrow(ArgumentError);
  expect(() => draw("identity", [3, 3, 3])).toThrow(ArgumentError);
});

test("regularizers", async () => {
  const weight = input("weight", [2, 2]);
  const penalties = [l1(0.5), l2(0.1), l1l2({ l1: 1, l2: 2 }), resolveRegularizer("L2")].map((each) =>
    (each as (weight: Tensor) => Tensor)(weight),
  );
  const values = await evaluate(penalties, { weight: [1, -2, 3, 0] });
  const numbers = await Promise.all(values.map((value) => value.number()));
  for (const [i, want] of [3, 1.4, 34, 0.14].entries()) expect(numbers[i]).toBeCloseTo(want, 6);
  expect(resolveRegularizer(undefined)).toBeUndefined();
  expect(() => resolveRegularizer("l3")).toThrow(NameError);
  expect(() => l2(-1)).toThrow(ArgumentError);
});
