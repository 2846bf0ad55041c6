import { expect, test } from "vitest";
import { input, type Tensor } from "../core/tensor.ts";
import { div, mul, neg } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import { factorsAfterSums } from "./sum-factors.ts";

const x = input("x", [4, 6, 8]);
const row = input("row", [6, 1]);
const column = input("column", [8]);
const scale = input("scale", []);

/** What the only sum of a graph adds up. */
function summed(outputs: readonly Tensor[]): Tensor | undefined {
  const sums = nodesOf(outputs).filter(({ op }) => op.name === "sum");
  expect(sums).toHaveLength(1);
  return sums[0]?.inputs[0];
}

const cases: readonly (readonly [string, Tensor, boolean])[] = [
  ["a number", sum(mul(0.25, x)), true],
  ["a factor fed", sum(mul(x, scale), { axes: 1 }), true],
  ["a divisor", sum(div(x, scale), { axes: [0, 2], keepDims: true }), true],
  ["a sign", sum(neg(x), { axes: 0 }), true],
  ["a factor for each row, over the columns", sum(mul(x, row), { axes: -1 }), true],
  ["a factor for each row, with the axis kept", sum(mul(row, x), { axes: -1, keepDims: true }), true],
  ["a factor for each row, over examples and columns", sum(div(x, row), { axes: [0, 2] }), true],
  ["a factor for each column, over examples and rows", sum(mul(x, column), { axes: [0, 1] }), true],
  ["a factor for each row, over the rows", sum(mul(x, row), { axes: 1 }), false],
  ["a factor for each row, over all", sum(mul(x, row)), false],
  ["a number divided", sum(div(1, x)), false],
  ["products of equal shape", sum(mul(x, x), { axes: 1 }), false],
  ["whole numbers", sum(mul(input("n", [8], { dtype: "int64" }), 3)), false],
  [
    "float16, whose sum may be too large without the factor",
    sum(mul(input("h", [8], { dtype: "float16" }), 0.1)),
    false,
  ],
];

test.each(cases)("%s: after the sum if all that is summed shares it", (_, total, moves) => {
  const results = factorsAfterSums([total]);
  expect(results[0]?.shape).toEqual(total.shape);
  expect(summed(results)?.node.op.name === "input").toBe(moves);
});

test("a product that something else reads is multiplied once, before the sum", () => {
  const scaled = mul(x, 0.5);
  expect(summed(factorsAfterSums([sum(scaled), scaled]))).toBe(scaled);
});

test("a factor broadcast against fewer axes keeps its place", () => {
  const narrow = input("narrow", [8]);
  const total = sum(mul(narrow, input("tall", [1, 1])), { axes: 0 });
  expect(factorsAfterSums([total])[0]?.shape).toEqual([8]);
});

test("the values stay the same", async () => {
  const totals = cases.filter(([, , moves]) => moves).map(([, total]) => total);
  const feeds = {
    x: Value.of(
      Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)),
      [4, 6, 8],
    ),
    row: Value.of(
      Float32Array.from({ length: 6 }, (_, i) => 0.3 + i),
      [6, 1],
    ),
    column: Value.of(
      Float32Array.from({ length: 8 }, (_, i) => 2 - i),
      [8],
    ),
    scale: Value.of(Float32Array.of(-3), []),
  };
  // Read elsewhere as well, the products are not rewritten.
  const both = await compileFunction([
    ...totals,
    ...totals.flatMap((total) => [total, total.node.inputs[0] as Tensor]),
  ]);
  const alone = await compileFunction(totals);
  const found = await alone.run(feeds);
  const expected = await both.run(feeds);
  for (const [i, value] of found.entries()) {
    const [numbers, others] = [await value.numbers(), await (expected[i] as Value).numbers()];
    for (const [k, number] of numbers.entries()) expect(number).toBeCloseTo(others[k] as number, 4);
  }
});
