import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { GradientError, ShapeError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { evaluate, type Feed } from "../runtime/evaluate.ts";
import { div, mul, sqrt, square, sub } from "./arithmetic.ts";
import { equal, where } from "./compare.ts";
import { exp } from "./exponential.ts";
import { broadcastTo, cast, customGradient, reshape, stopGradient, sum, transpose } from "./structure.ts";

const numbers = async (outputs: readonly Tensor[], feeds: Readonly<Record<string, Feed>>): Promise<number[][]> =>
  (await evaluate(outputs, feeds)).map((value) => Array.from(value.data as Float32Array));

const x = input("x", [2, 3]);
const v = input("v", [2]);

describe("stopGradient", () => {
  test("keeps the value and is constant for differentiation", async () => {
    const y = mul(v, stopGradient(v));
    expect(await numbers([y, ...gradients(y, [v])], { v: [2, -3] })).toEqual([
      [4, 9],
      [2, -3],
    ]);
  });

  test("makes the straight-through form: one value, another's gradient", async () => {
    const smooth = mul(v, 3);
    const through = sub(smooth, stopGradient(sub(smooth, square(v))));
    expect(await numbers([through, ...gradients(through, [v])], { v: [2, -4] })).toEqual([
      [4, 16],
      [3, 3],
    ]);
  });

  test("cuts every path", () => {
    expect(() => gradients(sum(stopGradient(square(v))), [v])).toThrow(GradientError);
  });
});

describe("customGradient", () => {
  test("has the value of the function and the gradient of the rule", async () => {
    const seen: Tensor[] = [];
    const y = customGradient([v], square, (grad, inputs, value) => {
      seen.push(...inputs, value);
      return [mul(grad, 10)];
    });
    const [value, grad] = await numbers([y, ...gradients(mul(y, 2), [v])], { v: [2, -3] });
    expect(value).toEqual([4, 9]);
    expect(grad).toEqual([20, 20]);
    expect(seen[0]).toBe(v);
    expect(seen[1]).toBe(y);
  });

  test("one gradient per input; undefined is none", async () => {
    const w = input("w", [2]);
    const y = customGradient([v, w], mul, (grad, [, second]) => [mul(grad, second as Tensor), undefined]);
    expect(await numbers(gradients(y, [v]), { v: [1, 2], w: [5, 7] })).toEqual([[5, 7]]);
    expect(() => gradients(y, [w])).toThrow(GradientError);
  });

  test("its rule can be differentiated", async () => {
    const y = customGradient([v], exp, (grad, [input]) => [mul(grad, square(input as Tensor))]);
    const first = gradients(y, [v])[0] as Tensor;
    expect(await numbers(gradients(first, [v]), { v: [1.5, -2] })).toEqual([[3, -4]]);
  });

  test("a rule whose gradient has another shape is an error", () => {
    const y = customGradient([v], square, (grad) => [sum(grad)]);
    expect(() => gradients(y, [v])).toThrow(/customGradient: expected a gradient of shape \[2\] for input 0, got \[\]/);
  });

  test("the rule is differentiated by the rule too", async () => {
    const v = input("v", [2], { dtype: "float64" });
    const root = (x: Tensor): Tensor =>
      customGradient([x], sqrt, (grad, _, value) => [
        div(mul(0.5, grad), where(equal(value, 0), Number.POSITIVE_INFINITY, value)),
      ]);
    const [slope] = gradients(sum(root(v)), [v]);
    const [second] = gradients(sum(slope as Tensor), [v]);
    const [value] = await evaluate([second as Tensor], { v: [0, 4] });
    expect(Array.from(value?.data as Float64Array)).toEqual([0, -1 / 32]);
  });
});

describe("cast", () => {
  test("carries the gradient between float dtypes", () => {
    const [grad] = gradients(sum(cast(v, "float64")), [v]) as [Tensor];
    expect(grad.dtype).toBe("float32");
    expect(grad.shape).toEqual([2]);
  });

  test("lets none through integers", () => {
    expect(() => gradients(sum(cast(cast(v, "int32"), "float32")), [v])).toThrow(GradientError);
  });

  test("to its own dtype is the tensor itself", () => {
    expect(cast(v, "float32")).toBe(v);
  });

  test("cuts towards zero, and anything but 0 is true", async () => {
    const results = await evaluate([cast(v, "int32"), cast(v, "bool")], { v: [-1.9, 0.4] });
    expect(results.map((value) => Array.from(value.data as Int32Array))).toEqual([
      [-1, 0],
      [1, 1],
    ]);
  });
});

describe("reshape", () => {
  test.each<[string, readonly number[], RegExp]>([
    ["another number of elements", [4], /a shape of 6 elements for \[2, 3\], got \[4\] with 4/],
    ["-1 that does not come out whole", [4, -1], /divide 6/],
    ["-1 twice", [-1, -1], /one -1/],
    ["-1 beside a 0", [0, -1], /divide 6/],
    ["negative sizes", [-2, -3], /got \[-2, -3\]/],
    ["a size that is not whole", [1.5, 4], /got \[1.5, 4\]/],
  ])("refuses %s", (_, shape, message) => {
    expect(() => reshape(x, shape)).toThrow(ShapeError);
    expect(() => reshape(x, shape)).toThrow(message);
  });

  test("works out one size", () => {
    expect(reshape(x, [3, -1]).shape).toEqual([3, 2]);
    expect(reshape(x, [2, -1])).toBe(x);
  });
});

test("transpose refuses what is not a permutation", () => {
  for (const permutation of [[0], [0, 0], [0, 2], [0, 1, 2]])
    expect(() => transpose(x, permutation)).toThrow(ShapeError);
  expect(transpose(x, [0, 1])).toBe(x);
});

test("broadcastTo refuses shapes the tensor does not stretch to", () => {
  for (const shape of [[3], [3, 3], [4, 3, 3], [2, 1]]) expect(() => broadcastTo(x, shape)).toThrow(ShapeError);
  expect(broadcastTo(x, [2, 3])).toBe(x);
});
