import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { multiHeadAttention, positionEmbedding } from "./index.ts";

const wave = (count: number, of = 1): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * of));

describe("multiHeadAttention", () => {
  const x = { shape: [2, 3, 4], values: wave(24) };
  const memory = { shape: [2, 5, 6], values: wave(60, 0.7) };

  test("shapes: of itself, of another sequence, of keys and values", async () => {
    const self = await runLayer(multiHeadAttention({ heads: 2, dim: 8 }), [x]);
    expect(self.shape).toEqual([2, 3, 4]);
    expect(self.weights).toEqual({
      queryKernel: [4, 8],
      queryBias: [8],
      keyKernel: [4, 8],
      keyBias: [8],
      valueKernel: [4, 8],
      valueBias: [8],
      outputKernel: [8, 4],
      outputBias: [4],
    });
    const cross = await runLayer(multiHeadAttention({ heads: 2, dim: 8, useBias: false }), [x, memory]);
    expect(cross.shape).toEqual([2, 3, 4]);
    expect(cross.weights).toEqual({
      queryKernel: [4, 8],
      keyKernel: [6, 8],
      valueKernel: [6, 8],
      outputKernel: [8, 4],
    });
    const three = await runLayer(multiHeadAttention({ heads: 1, dim: 2, useBias: false }), [
      x,
      memory,
      { shape: [2, 5, 1] },
    ]);
    expect(three.weights["valueKernel"]).toEqual([1, 2]);
  });

  test("causal: what comes later changes nothing before it", async () => {
    const layer = multiHeadAttention({ heads: 2, dim: 4, causal: true });
    const changed = x.values.map((v, i) => (i % 12 >= 8 ? v + 1 : v));
    const [before, after] = await Promise.all([runLayer(layer, [x]), runLayer(layer, [{ ...x, values: changed }])]);
    expect(after.values.slice(0, 8)).toEqual(before.values.slice(0, 8));
    expect(after.values.slice(8, 12)).not.toEqual(before.values.slice(8, 12));
  });

  test("keys under the mask are as if they were not there", async () => {
    const layer = multiHeadAttention({ heads: 2, dim: 4, keyMask: true });
    const mask = { shape: [2, 5], values: [1, 1, 1, 0, 0, 1, 1, 1, 0, 0] };
    const short = { shape: [2, 3, 6], values: [0, 30].flatMap((from) => memory.values.slice(from, from + 18)) };
    const masked = await runLayer(layer, [x, memory, mask]);
    const cut = await runLayer(multiHeadAttention({ heads: 2, dim: 4 }), [x, short]);
    masked.values.forEach((value, i) => {
      expect(value).toBeCloseTo(cut.values[i] as number, 12);
    });
  });

  test("dropout acts in training only", async () => {
    const plain = await runLayer(multiHeadAttention({ heads: 2, dim: 4 }), [x]);
    const layer = multiHeadAttention({ heads: 2, dim: 4, dropout: 0.5 });
    expect((await runLayer(layer, [x])).values).toEqual(plain.values);
    expect((await runLayer(layer, [x], { training: true })).values).not.toEqual(plain.values);
  });

  test("errors name what is wrong", async () => {
    expect(() => multiHeadAttention({ heads: 3, dim: 4 })).toThrow("a multiple of 3 heads");
    expect(() => multiHeadAttention({ heads: 0, dim: 4 })).toThrow(ArgumentError);
    expect(() => multiHeadAttention({ heads: 1, dim: 4, dropout: 1 })).toThrow(ArgumentError);
    const layer = multiHeadAttention({ heads: 2, dim: 4 });
    await expect(runLayer(layer, [{ shape: [2, 4] }])).rejects.toThrow(ShapeError);
    await expect(runLayer(layer, [x, memory, x])).rejects.toThrow("key and value of one length");
    await expect(runLayer(layer, [x, x, x, x])).rejects.toThrow(ArgumentError);
    const masked = multiHeadAttention({ heads: 2, dim: 4, keyMask: true });
    await expect(runLayer(masked, [x])).rejects.toThrow("last the mask of the keys");
    await expect(runLayer(masked, [x, { shape: [2, 4] }])).rejects.toThrow("a mask of shape [3]");
  });
});

describe("positionEmbedding", () => {
  test("adds a row of the table to each position", async () => {
    const weights = { table: [10, 20, 30, 40, 50, 60] };
    const run = await runLayer(positionEmbedding({ length: 3 }), [{ shape: [2, 2, 2] }], { weights });
    expect(run.values).toEqual([10, 21, 32, 43, 14, 25, 36, 47]);
    expect((await runLayer(positionEmbedding(), [{ shape: [2, 4, 3] }])).weights).toEqual({ table: [4, 3] });
  });

  test("longer than the table is an error", async () => {
    await expect(runLayer(positionEmbedding({ length: 3 }), [{ shape: [2, 4, 2] }])).rejects.toThrow("at most 3 long");
    await expect(runLayer(positionEmbedding(), [{ shape: [2, 4] }])).rejects.toThrow(ShapeError);
  });
});
