import { expect, test } from "vitest";
import type { Op } from "../core/op.ts";
import { applyOne, input, type Tensor, typeOf } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { exp, softplus } from "../ops/exponential.ts";
import { logSumExp } from "../ops/reduce.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { lower } from "./lower.ts";

const x = input("x", [2, 3]);

test("only ops with an ONNX form are left", () => {
  const lowered = lower([logSumExp(softplus(x))], { device: "cpu" });
  for (const { op } of nodesOf(lowered)) expect(op.onnx, op.name).toBeDefined();
  expect(lowered[0]?.shape).toEqual([]);
});

test("a form may be made of ops that have forms of their own, and may depend on the target", () => {
  const inner: Op = {
    name: "inner",
    infer: ([y]) => typeOf(y as Tensor),
    onnx: "Exp",
    lower: ({ inputs: [y] }) => [exp(y as Tensor)],
  };
  const outer: Op = {
    name: "outer",
    infer: ([y]) => typeOf(y as Tensor),
    onnx: "Exp",
    lower: ({ inputs: [y] }, { device }) => (device === "wasm" ? [mul(applyOne(inner, [y as Tensor]), 1)] : undefined),
  };
  const y = applyOne(outer, [x]);
  expect(nodesOf(lower([y], { device: "wasm" })).map((node) => node.op.name)).toEqual([
    "input",
    "exp",
    "constant",
    "mul",
  ]);
  expect(lower([y], { device: "cpu" })[0]).toBe(y);
});

test("a lowered operand is lowered once, however many use it", () => {
  const s = softplus(x);
  const lowered = lower([add(s, s)], { device: "cpu" });
  const logs = nodesOf(lowered).filter((node) => node.op.name === "log");
  expect(logs).toHaveLength(1);
});
