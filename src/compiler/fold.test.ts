import { describe, expect, test } from "vitest";
import { constant, constantData, input, type Tensor } from "../core/tensor.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { exp, pow } from "../ops/exponential.ts";
import { broadcastTo, fullLike, reshape, sum, transpose } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { fold } from "./fold.ts";
import { uniformValue } from "./uniform.ts";

const x = input("x", [2, 3]);
const folded = (y: Tensor): Tensor => fold([y])[0] as Tensor;
const opsOf = (y: Tensor): string[] => nodesOf([y]).map((node) => node.op.name);

test("constants are computed", () => {
  const y = folded(mul(add(constant([1, 2]), 3), exp(constant(0))));
  expect(Array.from(constantData(y) as Float32Array)).toEqual([4, 5]);
});

test("an operand of one value throughout is that value, whatever its shape", () => {
  const two = reshape(broadcastTo(constant([2]), [3]), [1, 3]);
  const [, factor] = folded(mul(x, div(two, 4))).node.inputs as [Tensor, Tensor];
  expect(factor.shape).toEqual([]);
  expect(uniformValue(factor)).toBe(0.5);
  expect(folded(mul(two, broadcastTo(constant(3), [1, 3]))).node.op.name).toBe("broadcastTo");
});

test("a constant too large to hold is left to the runtime", () => {
  expect(constantData(folded(add(constant(new Float32Array(5000)), 1)))).toBeUndefined();
});

test.each([
  ["x + 0", () => add(x, 0)],
  ["0 + x", () => add(0, x)],
  ["x - 0", () => sub(x, 0)],
  ["x · 1", () => mul(x, 1)],
  ["1 · x", () => mul(1, x)],
  ["x / 1", () => div(x, 1)],
  ["x^1", () => pow(x, 1)],
  ["-(-x)", () => neg(neg(x))],
  ["x · ones", () => mul(x, fullLike(x, 1))],
])("%s is x", (_, build) => {
  expect(folded(build())).toBe(x);
});

test("a neutral operand that stretches the other is kept", () => {
  const wide = add(x, constant([[[0]]]));
  expect(folded(wide).shape).toEqual([1, 2, 3]);
});

test("1 / x and 0 - x are not x", () => {
  expect(folded(div(1, x))).not.toBe(x);
  expect(folded(sub(0, x))).not.toBe(x);
});

test("a broadcast operand is not stretched first where the other operand has the shape", () => {
  const row = input("row", [3]);
  expect(opsOf(folded(mul(x, broadcastTo(row, [2, 3]))))).not.toContain("broadcastTo");
});

test("arithmetic moves below a broadcast", () => {
  const row = input("row", [3]);
  const y = folded(exp(mul(broadcastTo(row, [4, 3]), 2)));
  expect(y.node.op.name).toBe("broadcastTo");
  expect(y.node.inputs[0]?.shape).toEqual([3]);
});

test("layout changes in a row become one, or none", () => {
  expect(opsOf(folded(reshape(reshape(x, [6]), [3, 2])))).toEqual(["input", "reshape"]);
  expect(folded(reshape(reshape(x, [6]), [2, 3]))).toBe(x);
  expect(folded(transpose(transpose(x)))).toBe(x);
  const cube = input("cube", [2, 3, 4]);
  const twice = folded(transpose(transpose(cube, [1, 2, 0]), [1, 2, 0]));
  expect(opsOf(twice)).toEqual(["input", "transpose"]);
  expect(twice.shape).toEqual([4, 2, 3]);
});

test("a sum over axes of size 1 is a reshape", () => {
  expect(opsOf(folded(sum(input("thin", [3, 1, 2]), { axes: 1 })))).toEqual(["input", "reshape"]);
});

test("an unchanged graph comes back identical", () => {
  const y = exp(mul(x, 2));
  expect(folded(y)).toBe(y);
});

test("a uniform value is seen through broadcasts and reshapes", () => {
  expect(uniformValue(reshape(fullLike(x, 7), [6]))).toBe(7);
  expect(uniformValue(x)).toBeUndefined();
});

describe("small factors", () => {
  const x = input("x", [3, 4]);
  const s = input("s", [3, 1]);
  const muls = (y: Tensor): number =>
    nodesOf(fold([y])).filter((node) => node.op.name === "mul" && node.outputs[0]?.size === 12).length;

  test.each<[string, Tensor]>([
    ["constants", mul(mul(x, 2), 3)],
    ["a column and a constant", mul(s, mul(x, 2))],
    ["a column and a scalar that is fed", mul(input("t", []), mul(s, x))],
    ["a negation", mul(neg(x), s)],
    ["a division by a constant", mul(div(x, 3), 5)],
  ])("%s: one pass over what is large", (_, y) => {
    expect(muls(y)).toBe(1);
    expect(nodesOf(fold([y])).filter((node) => ["neg", "div"].includes(node.op.name))).toEqual([]);
  });

  test("a row and a column are not multiplied into something large", () => {
    expect(muls(mul(input("row", [1, 4]), mul(s, x)))).toBe(2);
  });

  test("factors whose product is no normal number stay apart", () => {
    expect(muls(mul(mul(x, 1e-30), 1e-30))).toBe(2);
    expect(muls(mul(mul(x, 1e30), 1e30))).toBe(2);
  });
});
