import { expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { mul } from "../ops/arithmetic.ts";
import { type ConvOptions, conv } from "../ops/conv.ts";
import { maxPool } from "../ops/pooling.ts";
import { sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { fuseConvPool } from "./fuse-conv-pool.ts";
import { nodesOf } from "./graph.ts";

const x = input("x", [4, 2, 12, 11]);
const weights = input("w", [9, 2, 3, 3]);
const bias = input("b", [9]);
const deeper = input("v", [3, 9, 3, 3]);
const pool = (z: Tensor): Tensor => maxPool(z, { window: 2 });
const opsOf = (outputs: readonly Tensor[]): string[] => nodesOf(outputs).map((node) => node.op.name);
const fused = (y: Tensor, keep: Tensor[] = []): Tensor => fuseConvPool([y], keep)[0] as Tensor;

const numbers = (count: number, shift: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7 + shift));
const feeds = {
  x: numbers(x.size, 0),
  w: numbers(weights.size, 1),
  b: numbers(bias.size, 2),
  v: numbers(deeper.size, 3),
};

/** @param asked how many of the outputs to return; the others are there to be read */
async function valuesOf(outputs: readonly Tensor[], asked: number = outputs.length): Promise<number[]> {
  const names = new Set(nodesOf(outputs).map((node) => node.attributes["name"]));
  const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
  const values = await evaluate(outputs, used);
  return values.slice(0, asked).flatMap((value) => Array.from(value.data as Float32Array));
}

function expectClose(got: readonly number[], want: readonly number[]): void {
  const scale = Math.max(...want.map(Math.abs));
  expect(got).toHaveLength(want.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - (want[i] as number))).toBeLessThan(1e-5 * scale);
  });
}

test("max pooling of a convolution becomes one op, its bias added afterwards", async () => {
  const z = conv(x, weights, { bias });
  const together = fused(pool(z));
  expect(opsOf([together])).toEqual(["input", "input", "convMaxPool", "input", "reshape", "add"]);
  expectClose(await valuesOf([together]), await valuesOf([pool(z), z], 1));
});

test.each<[string, ConvOptions, object]>([
  ["a stride", { stride: 2 }, { window: 2 }],
  ["a dilation", { dilation: 2 }, { window: 2 }],
  ["windows that overlap", {}, { window: 3, stride: 2 }],
  ["a border around the pooled", {}, { window: 2, padding: 1 }],
])("%s stays apart", (_, options, pooling) => {
  const y = maxPool(conv(x, weights, options), pooling as { window: number });
  expect(fused(y)).toBe(y);
});

test("groups stay apart", () => {
  const y = pool(conv(x, input("g", [4, 1, 3, 3]), { groups: 2 }));
  expect(fused(y)).toBe(y);
});

test("a convolution that something else reads, or is differentiated by, stays apart", () => {
  const z = conv(x, weights);
  expect(opsOf(fuseConvPool([pool(z), z]))).toContain("conv");
  expect(opsOf(fuseConvPool([pool(z), sum(z)]))).toContain("conv");
  expect(opsOf([fused(pool(z), [z])])).toContain("conv");
});

test("what no window of the next layer reads is not computed", async () => {
  // 12 x 11 -> 10 x 9 -> 5 x 4 -> 3 x 2 -> 1 x 1, which reads 4 x 4 of the 5 x 4.
  const first = conv(x, weights, { bias });
  const inner = relu(pool(first));
  const second = conv(inner, deeper);
  const y = pool(second);
  const firstShape = (outputs: readonly Tensor[]) =>
    nodesOf(outputs).find((node) => node.op.name === "convMaxPool")?.outputs[0]?.shape;
  expect(firstShape([fused(y)])).toEqual([4, 9, 4, 4]);
  expect(firstShape(fuseConvPool([y, inner]))).toEqual([4, 9, 5, 4]);

  const loss = sum(mul(y, y));
  const fusedGrads = gradients(loss, [x, weights, deeper]);
  expect(opsOf(fusedGrads).filter((name) => name === "convMaxPoolGradient")).toHaveLength(2);
  // Differentiated by, the convolutions stay apart.
  const plainGrads = gradients(loss, [x, weights, deeper, first, second]);
  expect(opsOf(plainGrads)).not.toContain("convMaxPoolGradient");
  expectClose(await valuesOf([y, ...fusedGrads]), await valuesOf([y, ...plainGrads, first, second], 4));
});
