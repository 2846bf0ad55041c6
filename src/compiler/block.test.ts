import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import type { ScanAttributes } from "../autodiff/scan.ts";
import type { Target } from "../core/op.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { abs, add, div, mul, square, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { exp, sigmoid, softplus, tanh } from "../ops/exponential.ts";
import { gatherElements } from "../ops/gather.ts";
import { concat, slice, split } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { logSoftmax, max, mean, softmax } from "../ops/reduce.ts";
import { customGradient, reshape, sum, transpose } from "../ops/structure.ts";
import { vecdot } from "../ops/vecdot.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { loadLowered } from "../runtime/evaluate.ts";
import type { Value } from "../runtime/value.ts";
import { blockRows } from "./block.ts";
import { inBodies } from "./bodies.ts";
import { lower } from "./lower.ts";

const target: Target = { device: "cpu", multipliesRows: true };
const small = { least: 14, block: 12, passes: 3 };
const x = input("x", [6, 4], { dtype: "float64" });
const y = input("y", [6, 4], { dtype: "float64" });
const column = input("column", [6, 1], { dtype: "float64" });
const row = input("row", [4], { dtype: "float64" });
const index = input("index", [6, 1], { dtype: "int64" });
const wide = input("wide", [6, 6], { dtype: "float64" });
const line = input("line", [6], { dtype: "float64" });
const inputs = [x, y, column, row, index, wide, line];
const feeds = Object.fromEntries(
  inputs.map((each, k) => [
    each.name,
    Array.from({ length: each.size }, (_, i) => (each === index ? (i * 3) % 4 : Math.sin(7 * i + k))),
  ]),
);

/** Blocks of each loop in a graph. */
const loops = (outputs: readonly Tensor[]): number[] =>
  nodesOf(outputs)
    .filter(({ op }) => op.name === "scan")
    .map(
      ({ inputs: given, attributes }) => given[(attributes as unknown as ScanAttributes).carries]?.shape[0] as number,
    );

const lowered = (outputs: readonly Tensor[]): Tensor[] =>
  inBodies(lower(outputs, target), (body) => lower(body, target));

const valuesOf = async (outputs: readonly Tensor[]): Promise<number[][]> => {
  const { run } = await loadLowered(lowered(outputs), inputs, { device: "cpu" });
  return Promise.all((await run(feeds)).map(async (value: Value) => Array.from(await value.numbers())));
};

const mixed = tanh(sub(mul(x, y), add(exp(column), row)));
const normalised = div(exp(mixed), sum(exp(mixed)));
const graphs: readonly (readonly [string, readonly Tensor[], readonly number[]])[] = [
  ["elementwise work with rows, columns and numbers", [tanh(mul(mixed, 3))], [2]],
  ["a total", [sum(square(mixed))], [2]],
  [
    "a total over rows alone, and with axes kept",
    [sum(mixed, { axes: 0 }), sum(mixed, { axes: 0, keepDims: true })],
    [2],
  ],
  ["what is read outside as well", [mixed, mean(mixed), transpose(mixed)], [2]],
  [
    "reductions, softmax and products within rows",
    [mul(softmax(x), max(mixed, { axes: -1, keepDims: true })), vecdot(mixed, y)],
    [2],
  ],
  ["elements picked in each row", [sum(gatherElements(logSoftmax(mixed), index))], [2]],
  [
    "parts of rows, joined again",
    [concat([slice(mixed, { axes: 1, start: 2 }), ...split(mixed, [1, 3], { axis: 1 })], { axis: 1 })],
    [2],
  ],
  ["rows in other shapes", [tanh(reshape(mixed, [6, 2, 2]))], [2]],
  ["a total of everything, read by all rows", [normalised, sum(square(sub(normalised, mean(normalised))))], [2, 2]],
  ["a vector read by row and as a whole", [tanh(mul(add(tanh(wide), line), reshape(tanh(line), [6, 1])))], [3]],
  ["conditions", [where(greater(mixed, 0), mixed, mul(x, 0.1))], [2]],
  [
    "a gradient of one's own",
    [
      customGradient(
        [mixed],
        (a) => square(a),
        (grad) => [grad],
      ),
    ],
    [2],
  ],
  ["gradients", [sum(softplus(mixed)), ...gradients(sum(softplus(mixed)), [x, row, column])], [2]],
  [
    "products in between",
    [sigmoid(square(tanh(matMul(abs(square(tanh(x))), transpose(exp(square(abs(y))))))))],
    [2, 3],
  ],
  ["little work", [add(x, y)], []],
  ["rows of something turned", [transpose(tanh(exp(tanh(transpose(exp(x))))))], [2]],
];

describe("blocks of rows", () => {
  test.each(graphs)("%s: the same values", async (_, outputs, blocks) => {
    const made = blockRows(outputs, target, small);
    expect(made.map(({ shape, dtype }) => [shape, dtype])).toEqual(outputs.map(({ shape, dtype }) => [shape, dtype]));
    expect(loops(made)).toEqual(blocks);
    const [found, expected] = [await valuesOf(made), await valuesOf(outputs)];
    for (const [i, numbers] of found.entries())
      for (const [k, number] of numbers.entries()) expect(number).toBeCloseTo(expected[i]?.[k] as number, 12);
  });

  test("none for small tensors, for rows that do not divide, and for other targets", () => {
    const outputs = [tanh(mixed)];
    expect(loops(blockRows(outputs, target))).toEqual([]);
    expect(loops(blockRows(outputs, { device: "wasm" }, small))).toEqual([]);
    expect(loops(blockRows(outputs, { ...target, portable: true }, small))).toEqual([]);
    const prime = input("prime", [13, 2]);
    expect(loops(blockRows([tanh(exp(tanh(prime)))], target, small))).toEqual([]);
  });
});
