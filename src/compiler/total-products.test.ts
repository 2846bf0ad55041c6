import { expect, test } from "vitest";
import type { Target } from "../core/op.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { huber } from "../losses/regression/huber.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";
import { vecdot } from "../ops/vecdot.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import { totalProducts } from "./total-products.ts";

const target: Target = { device: "cpu", multipliesRows: true };
const shape = [64, 1024];
const [a, b] = [input("a", shape), input("b", shape)];
const lengths = (outputs: readonly Tensor[]): (number | undefined)[] =>
  nodesOf(outputs)
    .filter(({ op }) => op.name === "vecdot")
    .map(({ inputs }) => inputs[0]?.shape.at(-1));

test("a mean of means of products is one product of everything", () => {
  const loss = mean(huber(a, b));
  expect(lengths([loss])).toEqual([1024, 1024]);
  expect(lengths(totalProducts([loss], target))).toEqual([65536, 65536]);
});

test("sums, differences and multiples are followed, to the same value", async () => {
  const rows = sub(div(mul(3, vecdot(a, b)), 1024), add(mul(vecdot(a, a), 0.5), vecdot(b, b)));
  const loss = mean(reshape(rows, [8, 8]));
  expect(lengths(totalProducts([loss], target))).toEqual([65536, 65536, 65536]);
  const [left, right] = [Math.sin, Math.cos].map((f) => Float32Array.from({ length: 65536 }, (_, i) => f(i * 0.37)));
  const { run } = await compileFunction([loss], { device: "cpu" });
  const [found] = (await run({
    a: Value.of(left as Float32Array, shape),
    b: Value.of(right as Float32Array, shape),
  })) as [Value];
  let exact = 0;
  left?.forEach((x, i) => {
    const y = right?.[i] as number;
    exact += ((3 * x * y) / 1024 - 0.5 * x * x - y * y) / 64;
  });
  expect((await found.number()) / exact).toBeCloseTo(1, 6);
});

test("rows that are read elsewhere, weighted, or few stay as they are; so do other targets", () => {
  const rows = vecdot(a, b);
  expect(lengths(totalProducts([sum(rows), rows], target))).toEqual([1024]);
  expect(lengths(totalProducts([sum(mul(rows, input("w", [64])))], target))).toEqual([1024]);
  expect(lengths(totalProducts([sum(div(1, rows))], target))).toEqual([1024]);
  expect(lengths(totalProducts([sum(neg(vecdot(input("c", [4, 8]), input("d", [4, 8]))))], target))).toEqual([8]);
  expect(lengths(totalProducts([sum(rows)], { device: "wasm" }))).toEqual([1024]);
  expect(lengths(totalProducts([sum(rows)], { ...target, portable: true }))).toEqual([1024]);
});
