import { expect, test } from "vitest";
import { Random } from "../core/random.ts";
import { sameShape } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { encode } from "../onnx/encode.ts";
import { relu } from "../ops/activation.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { greater, indicator } from "../ops/compare.ts";
import { matMul } from "../ops/matmul.ts";
import { softmax } from "../ops/reduce.ts";
import { reshape, stopGradient, sum, transpose } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { sessionFor } from "../runtime/cache.ts";
import { Value } from "../runtime/value.ts";
import { layout } from "./layout.ts";

const image = input("image", [3, 4, 5, 2]); // batch last
const toFirst = [3, 0, 1, 2];
const toLast = [1, 2, 3, 0];
const opsOf = (outputs: readonly Tensor[]): string[] => nodesOf(outputs).map((node) => node.op.name);
const transposes = (outputs: readonly Tensor[]): number => opsOf(outputs).filter((name) => name === "transpose").length;

test.each<[string, (x: Tensor) => Tensor]>([
  ["an elementwise op", relu],
  ["a mask through an alias", (x) => mul(x, stopGradient(indicator(greater(x, 0), x)))],
  ["an operand per channel", (x) => add(x, reshape(constant([1, 2, 3]), [1, 3, 1, 1]))],
  ["an operand of fewer axes", (x) => add(x, constant([1, 2, 3, 4, 5]))],
  ["a sum that keeps its axes", (x) => mul(x, sum(x, { axes: [1, 3], keepDims: true }))],
])("transpositions around %s cancel", (_, f) => {
  expect(transposes(layout([transpose(f(transpose(image, toFirst)), toLast)]))).toBe(0);
});

test("also where the result is reduced beside", () => {
  const y = relu(transpose(image, toFirst));
  const outputs = [transpose(y, toLast), sum(y, { axes: [0, 2, 3] })];
  expect(transposes(outputs)).toBe(2);
  expect(transposes(layout(outputs))).toBe(0);
});

test("through a reshape that keeps the moved axis apart, into a matrix product", () => {
  const y = reshape(relu(transpose(image, toFirst)), [2, 60]);
  const outputs = [matMul(y, input("w", [60, 3]))];
  const moved = nodesOf(layout(outputs)).filter((node) => node.op.name === "transpose");
  expect(moved.map((node) => node.inputs[0]?.shape)).toEqual([[60, 2]]);
});

test("stays where nothing is saved", () => {
  for (const y of [relu(transpose(image, toFirst)), softmax(transpose(image, toFirst), { axis: 1 })])
    expect(layout([y])[0]).toBe(y);
});

/** Values of a graph just as it is: no pass changes it before it runs. */
async function valuesOf(inputs: readonly Tensor[], outputs: readonly Tensor[]): Promise<Value[]> {
  const named = Object.fromEntries(outputs.map((y, i) => [`y${i}`, y]));
  const session = await sessionFor(encode({ inputs, outputs: named }, { device: "cpu" }), { device: "cpu" });
  const numbers = (x: Tensor): number[] => Array.from({ length: x.size }, (_, i) => Math.sin(1 + i * 1.7));
  const results = await session.run(Object.fromEntries(inputs.map((x) => [x.name, Value.of(numbers(x), x.shape)])));
  return outputs.map((_, i) => results[`y${i}`] as Value);
}

/** A graph of random ops with some transpositions among them. */
function randomGraph(seed: number): { inputs: Tensor[]; outputs: Tensor[] } {
  const random = new Random(seed);
  const below = (count: number): number => Math.floor(random.uniform() * count);
  const inputs = [input("a", [2, 3, 4]), input("b", [4, 6]), input("c", [3, 1, 2, 2]), input("d", [6, 4])];
  const made = [...inputs];
  const merged = (x: Tensor): Tensor => {
    const at = below(x.rank - 1);
    return reshape(x, [
      ...x.shape.slice(0, at),
      (x.shape[at] as number) * (x.shape[at + 1] as number),
      ...x.shape.slice(at + 2),
    ]);
  };
  const partOf = (x: Tensor): Tensor => {
    const at = below(x.rank);
    const size = x.shape[at] as number;
    const factor = [2, 3, 1].find((candidate) => size % candidate === 0) as number;
    return reshape(x, [...x.shape.slice(0, at), factor, size / factor, ...x.shape.slice(at + 1)]);
  };
  const steps: ((x: Tensor) => Tensor)[] = [
    (x) => transpose(x, Array.from(random.permutation(x.rank))),
    (x) => transpose(x),
    relu,
    (x) => mul(x, indicator(greater(x, 0), x)),
    (x) => add(x, made.filter((y) => sameShape(x.shape, y.shape)).at(0) as Tensor),
    (x) => mul(x, constant(Array.from({ length: x.shape.at(-1) as number }, () => random.normal()))),
    (x) => add(x, sum(x, { axes: below(x.rank), keepDims: true })),
    (x) => (x.rank > 1 ? sum(x, { axes: below(x.rank) }) : x),
    (x) => (x.rank > 1 ? merged(x) : x),
    (x) => (x.rank < 5 ? partOf(x) : x),
    (x) =>
      made.filter((y) => x.rank === 2 && y.rank === 2 && y.shape[0] === x.shape[1]).map((y) => matMul(x, y))[0] ?? x,
    (x) => softmax(x, { axis: below(x.rank) }),
  ];
  for (let i = 0; i < 16; i++)
    made.push(
      (steps[below(steps.length)] as (x: Tensor) => Tensor)(made[Math.max(0, made.length - 1 - below(5))] as Tensor),
    );
  return { inputs, outputs: made.slice(-3) };
}

test("values stay the same in random graphs", { timeout: 60_000 }, async () => {
  let fewer = 0;
  for (let seed = 0; seed < 30; seed++) {
    const { inputs, outputs } = randomGraph(seed);
    const changed = layout(outputs);
    if (transposes(changed) < transposes(outputs)) fewer++;
    const [want, got] = [await valuesOf(inputs, outputs), await valuesOf(inputs, changed)];
    want.forEach((value, i) => {
      expect(got[i]?.shape).toEqual(value.shape);
      const scale = Math.max(1, ...Array.from(value.data as Float32Array, Math.abs));
      (value.data as Float32Array).forEach((number, j) => {
        expect(Math.abs(number - (got[i]?.data[j] as number)), `seed ${seed}`).toBeLessThan(1e-5 * scale);
      });
    });
  }
  expect(fewer).toBeGreaterThan(3);
});
