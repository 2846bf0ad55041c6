import { expect, test } from "vitest";
import { constant, input, type Tensor, withDomain } from "../core/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { split } from "../ops/indexing.ts";
import { softmax } from "../ops/reduce.ts";
import { customGradient, sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { share } from "./share.ts";

const x = input("x", [2, 2]);
const count = (outputs: readonly Tensor[], op: string): number =>
  nodesOf(outputs).filter((node) => node.op.name === op).length;

test("equal subgraphs become one node", () => {
  const y = add(exp(mul(x, 2)), exp(mul(x, 2)));
  expect(count([y], "exp")).toBe(2);
  const shared = share([y]);
  expect(count(shared, "exp")).toBe(1);
  expect(count(shared, "mul")).toBe(1);
  expect(count(shared, "constant")).toBe(1);
  const [sumNode] = nodesOf(shared).slice(-1);
  expect(sumNode?.inputs[0]).toBe(sumNode?.inputs[1]);
});

test("across outputs too", () => {
  const [a, b] = share([sum(exp(x)), sub(1, sum(exp(x)))]) as [Tensor, Tensor];
  expect(b.node.inputs[1]).toBe(a);
});

test("each output of a node stays itself", () => {
  const [a, b] = [split(x, 2), split(x, 2)];
  const [first, second] = share([a[0] as Tensor, b[1] as Tensor]) as [Tensor, Tensor];
  expect(first.node).toBe(second.node);
  expect([first.index, second.index]).toEqual([0, 1]);
});

test("what differs in attributes, constants or domain stays apart", () => {
  const apart: [Tensor, Tensor][] = [
    [softmax(x, { axis: 0 }), softmax(x, { axis: 1 })],
    [sum(x, { axes: 0 }), sum(x, { axes: 0, keepDims: true })],
    [constant(0), constant(-0)],
    [constant(Number.POSITIVE_INFINITY), constant(Number.NaN)],
    [constant(1), constant(1, { dtype: "float64" })],
    [constant([1, 2]), constant([[1, 2]])],
    [withDomain(x, "logits"), withDomain(x, "probabilities")],
    [input("a", [1]), input("b", [1])],
    [customGradient([x], exp, (grad) => [grad]), customGradient([x], exp, (grad) => [mul(grad, 2)])],
  ];
  for (const [a, b] of apart) {
    const [first, second] = share([a, b]);
    expect(first, `${a} and ${b}`).not.toBe(second);
  }
});

test("large constants are shared by identity, not compared", () => {
  const data = new Float32Array(5000);
  const [a, b, c] = share([constant(data), constant(data), constant(new Float32Array(5000))]);
  expect(a).toBe(b);
  expect(a).not.toBe(c);
});
