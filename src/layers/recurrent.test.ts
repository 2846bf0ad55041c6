import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { gru, lstm, type RecurrentOptions, simpleRnn } from "./index.ts";

const kinds = { lstm, gru, simpleRnn };
const each = Object.entries(kinds).map(([name, make]) => ({ name, make }));
const x = { shape: [2, 3, 4], values: Array.from({ length: 24 }, (_, i) => Math.sin(i)) };

describe.each(each)("$name", ({ name, make }) => {
  const blocks = { lstm: 4, gru: 3, simpleRnn: 1 }[name] as number;

  test("shapes of outputs and weights", async () => {
    expect((await runLayer(make(5), [x])).shape).toEqual([2, 5]);
    expect((await runLayer(make(5, { returnSequences: true }), [x])).shape).toEqual([2, 3, 5]);
    const both = await runLayer(make(5, { bidirectional: true, useBias: false, returnSequences: true }), [x]);
    expect(both.shape).toEqual([2, 3, 10]);
    expect(both.weights).toEqual({
      kernel: [4, blocks * 5],
      recurrentKernel: [5, blocks * 5],
      backwardKernel: [4, blocks * 5],
      backwardRecurrentKernel: [5, blocks * 5],
    });
  });

  test("the last of all steps is what is returned without returnSequences", async () => {
    const all = await runLayer(make(5, { returnSequences: true }), [x]);
    const last = await runLayer(make(5), [x]);
    expect(last.values.slice(0, 5)).toEqual(all.values.slice(10, 15));
  });

  test("goBackwards is the walk over the steps turned round", async () => {
    const turned = {
      shape: x.shape,
      values: [0, 1].flatMap((n) => [2, 1, 0].flatMap((t) => x.values.slice(n * 12 + t * 4, n * 12 + t * 4 + 4))),
    };
    for (const returnSequences of [false, true]) {
      const back = await runLayer(make(5, { goBackwards: true, returnSequences }), [x]);
      expect(back.values).toEqual((await runLayer(make(5, { returnSequences }), [turned])).values);
    }
  });

  test("both ways: the walk back has weights of its own", async () => {
    const weights = (options: RecurrentOptions) => make(2, options).weights?.([[3, 4]]) ?? {};
    const values = Object.fromEntries(
      Object.entries(weights({ bidirectional: true })).map(([key, { shape }], k) => [
        key,
        Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.cos(i + k)),
      ]),
    );
    const own = Object.fromEntries(
      Object.keys(weights({})).map((key) => {
        const name = `backward${key[0]?.toUpperCase()}${key.slice(1)}`;
        return [key, values[name] as number[]];
      }),
    );
    const both = await runLayer(make(2, { bidirectional: true }), [x], { weights: values });
    const there = await runLayer(make(2), [x], { weights: values });
    const back = await runLayer(make(2, { goBackwards: true }), [x], { weights: own });
    expect(both.values).toEqual(
      [0, 1].flatMap((n) => [there, back].flatMap((run) => run.values.slice(2 * n, 2 * n + 2))),
    );
  });

  test("dropout acts in training only, on the same features in all steps", async () => {
    const steady = make(3, { dropout: 0.5, recurrentInitializer: "zeros", returnSequences: true });
    const same = {
      shape: [4, 3, 6],
      values: Array.from({ length: 72 }, (_, i) => Math.sin(Math.floor(i / 18) * 6 + (i % 6))),
    };
    const still = await runLayer(make(3, { recurrentInitializer: "zeros", returnSequences: true }), [same]);
    expect((await runLayer(steady, [same])).values).toEqual(still.values);
    const dropped = await runLayer(steady, [same], { training: true });
    expect(dropped.values).not.toEqual(still.values);
    if (name === "simpleRnn")
      for (
        let n = 0;
        n < 4;
        n++ // without recurrence, steps of equal input are equal if their features were dropped alike
      )
        expect(dropped.values.slice(n * 9, n * 9 + 3)).toEqual(dropped.values.slice(n * 9 + 3, n * 9 + 6));
  });

  test("first values: orthogonal recurrent kernel", () => {
    const spec = make(3).weights?.([[3, 4]])["recurrentKernel"];
    const shape = spec?.shape as readonly [number, number];
    const values = spec?.initializer(shape, new Random(1)) as ArrayLike<number>;
    const product = (a: number, b: number): number =>
      Array.from(
        { length: shape[1] },
        (_, i) => (values[a * shape[1] + i] as number) * (values[b * shape[1] + i] as number),
      ).reduce((p, q) => p + q);
    expect(product(0, 0)).toBeCloseTo(1, 10);
    expect(product(0, 1)).toBeCloseTo(0, 10);
  });

  test("errors name what is wrong", async () => {
    expect(() => make(0)).toThrow(ArgumentError);
    expect(() => make(2, { dropout: 1 })).toThrow(ArgumentError);
    await expect(runLayer(make(2), [{ shape: [2, 3] }])).rejects.toThrow(ShapeError);
    await expect(runLayer(make(2), [{ shape: [2, 0, 3], values: [] }])).rejects.toThrow(ShapeError);
  });
});

test("an LSTM's forget gate starts with bias 1", () => {
  const bias = (options = {}) => {
    const spec = lstm(2, options).weights?.([[3, 4]])["bias"];
    return Array.from(spec?.initializer(spec.shape, new Random(1)) as ArrayLike<number>);
  };
  expect(bias()).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(bias({ unitForgetBias: false })).toEqual(Array(8).fill(0));
});

test("a GRU with its reset before the product", async () => {
  const [z, r, n] = [0.3, -0.4, 0.8];
  const weights = { kernel: [0.5, 0.7, -0.9], recurrentKernel: [z, r, n], bias: [0.1, 0.2, 0.3] };
  const run = await runLayer(gru(1, { resetAfter: false }), [{ shape: [1, 2, 1], values: [0.6, -1.1] }], { weights });
  const sigma = (v: number): number => 1 / (1 + Math.exp(-v));
  const next = (h: number, v: number): number => {
    const gate = sigma(0.5 * v + 0.1 + z * h);
    const candidate = Math.tanh(-0.9 * v + 0.3 + n * sigma(0.7 * v + 0.2 + r * h) * h);
    return gate * h + (1 - gate) * candidate;
  };
  expect(run.values[0]).toBeCloseTo(next(next(0, 0.6), -1.1), 12);
  expect(run.weights).toEqual({ kernel: [1, 3], recurrentKernel: [1, 3], bias: [3] });
});
