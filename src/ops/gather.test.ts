import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { ArgumentError, DTypeError, GradientError, ShapeError } from "../core/errors.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { mul } from "./arithmetic.ts";
import { embeddingLookup, gather, gatherElements, gatherND, oneHot, scatterElements, scatterND } from "./gather.ts";
import { sum } from "./structure.ts";

const x = input("x", [3, 4]);
const int64 = (values: NestedNumbers): Tensor => constant(values, { dtype: "int64" });

describe("a constant index out of range is refused when the graph is built", () => {
  test.each<[string, () => Tensor]>([
    ["gather", () => gather(x, int64([0, 3]))],
    ["gather", () => gather(x, int64(-5), { axis: 1 })],
    ["gatherElements", () => gatherElements(x, int64([[4]]))],
    [
      "gatherND",
      () =>
        gatherND(
          x,
          int64([
            [0, 3],
            [1, 4],
          ]),
        ),
    ],
    ["scatterElements", () => scatterElements(x, int64([[9]]), input("u", [1, 1]))],
    ["scatterND", () => scatterND(x, int64([[-4]]), input("u", [1, 4]))],
    ["gather", () => embeddingLookup(x, int64([3]))],
  ])("%s", (name, build) => {
    expect(build).toThrow(ArgumentError);
    expect(build).toThrow(new RegExp(`^${name}: expected indices from -\\d to \\d, got -?\\d at position \\d; `));
  });
});

test("indices are int64 or int32", () => {
  expect(() => gather(x, constant([0]))).toThrow(DTypeError);
  expect(() => oneHot(input("i", [2], { dtype: "uint8" }), 3)).toThrow(
    /oneHot: expected dtype int64 or int32, got uint8/,
  );
});

test("shapes that do not fit are refused", () => {
  const i = input("i", [3], { dtype: "int64" });
  expect(() => gatherElements(x, i)).toThrow(ShapeError);
  expect(() => gatherElements(x, input("i", [4, 1], { dtype: "int64" }))).toThrow(ShapeError);
  expect(() => scatterElements(x, input("i", [3, 1], { dtype: "int64" }), input("u", [3, 2]))).toThrow(ShapeError);
  expect(() => scatterND(x, input("i", [2, 1], { dtype: "int64" }), input("u", [2, 3]))).toThrow(ShapeError);
  expect(() => gatherND(x, i)).toThrow(/1 to 2 entries for \[3, 4\], got \[3\]/);
  expect(() => embeddingLookup(input("v", [4]), i)).toThrow(ShapeError);
  expect(() => gather(x, i, { axis: 2 })).toThrow(ArgumentError);
  expect(() => oneHot(i, 0)).toThrow(ArgumentError);
});

test("updates of another dtype are refused", () => {
  const i = input("i", [3, 1], { dtype: "int64" });
  expect(() => scatterElements(x, i, input("u", [3, 1], { dtype: "float64" }))).toThrow(DTypeError);
});

test("no gradient flows to indices", () => {
  const i = input("i", [2], { dtype: "int64" });
  expect(() => gradients(sum(gather(x, i)), [i])).toThrow(GradientError);
  expect(gradients(sum(gather(x, i)), [i], { unconnected: "zero" })[0]?.shape).toEqual([2]);
});

test("rows that repeat many times are added up without losing any, whatever the number of threads", async () => {
  const count = 40_000;
  for (const entries of [7, 1000]) {
    const table = input("table", [entries, 4]);
    const indices = input("indices", [count], { dtype: "int64" });
    const weights = input("weights", [count, 4]);
    const total = sum(mul(gather(table, indices), weights));
    const places = Array.from({ length: count }, (_, k) => (k * k + 3 * k) % entries);
    const feeds = { indices: places, weights: new Array<number>(count * 4).fill(1) };
    const want = new Array<number>(entries * 4).fill(0);
    for (const place of places) for (let k = 0; k < 4; k++) want[place * 4 + k] = (want[place * 4 + k] as number) + 1;
    const [grad] = await evaluate(gradients(total, [table]), feeds);
    expect(Array.from(grad?.data as Float32Array)).toEqual(want);
  }
});
