import { describe, expect, test } from "vitest";
import { ArgumentError, DataError, GraphError, NameError, ShapeError } from "../../core/errors.ts";
import { batchNorm, conv2d, convTranspose2d, dense, embedding, flatten } from "../../layers/index.ts";
import { Value } from "../../runtime/value.ts";
import { type Model, sequential } from "../model.ts";
import { Mover, randomDirection } from "./directions.ts";
import { lossBetween, lossLandscape } from "./landscape.ts";

const xs = [
  [1, 2],
  [3, -1],
  [0.5, 4],
  [-2, 1],
];
const ys = [[1], [2], [-1], [0.5]];
const data = { x: xs, y: ys };

function linear(seed = 0): Model {
  return sequential([dense(1)], { inputShape: [2], seed, dtype: "float64" }).compile({ loss: "meanSquaredError" });
}

/** Mean squared error of y = w·x + b. */
function error([w0, w1]: readonly [number, number], b: number): number {
  const squares = xs.map(([p, q], i) => (w0 * (p as number) + w1 * (q as number) + b - (ys[i]?.[0] as number)) ** 2);
  return squares.reduce((sum, each) => sum + each, 0) / xs.length;
}

async function numbersOf(model: Model): Promise<Record<string, number[]>> {
  const entries = Object.entries(model.weights).map(async ([name, value]) => [name, Array.from(await value.numbers())]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, number[]>;
}

const directionOf = async (model: Model, label: string, seed = 0): Promise<[number, number]> => {
  const step = await randomDirection(model.network, model.weights, { seed, label, normalise: "filter" });
  return [...(step.get("dense/kernel") as Float64Array)] as [number, number];
};

describe("lossLandscape", () => {
  test("of a linear model is the parabola it must be", async () => {
    const model = linear();
    const before = await numbersOf(model);
    const [w0, w1] = before["dense/kernel"] as [number, number];
    const [d0, d1] = await directionOf(model, "direction 0", 3);
    expect(Math.hypot(d0, d1)).toBeCloseTo(Math.hypot(w0, w1), 12);
    const { axes, loss } = await lossLandscape(model, data, { range: 2, steps: 9, seed: 3, batchSize: 3 });
    expect(axes).toEqual([[-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]]);
    for (const [i, at] of (axes[0] as number[]).entries())
      expect(loss[i]).toBeCloseTo(error([w0 + at * d0, w1 + at * d1], 0), 10);
    expect(loss[4]).toBe((await model.evaluate(data, { batchSize: 3 })).loss);
    expect(await numbersOf(model)).toEqual(before);
  });

  test("of two directions is the quadratic of both, the second fastest", async () => {
    const model = linear(4);
    const [w0, w1] = (await numbersOf(model))["dense/kernel"] as [number, number];
    const [a, b] = [await directionOf(model, "direction 0"), await directionOf(model, "direction 1")];
    const { axes, loss } = await lossLandscape(model, data, { directions: 2, steps: 5 });
    const [rows, columns] = axes as [number[], number[]];
    expect(loss).toHaveLength(25);
    for (const [i, s] of rows.entries())
      for (const [j, t] of columns.entries())
        expect(loss[i * 5 + j]).toBeCloseTo(error([w0 + s * a[0] + t * b[0], w1 + s * a[1] + t * b[1]], 0), 10);
  });

  test("metrics come with it, and the served weights are its centre", async () => {
    const model = sequential([dense(1)], { inputShape: [2] });
    model.compile({ loss: "mse", metrics: ["meanAbsoluteError"], averageDecay: 0.9, optimizer: "sgd" });
    await model.fit(data, { epochs: 3, checks: "none" });
    const { loss, metrics } = await lossLandscape(model, data, { steps: 3 });
    const centre = await model.evaluate(data);
    expect(loss[1]).toBe(centre.loss);
    expect(metrics["meanAbsoluteError"]?.[1]).toBe(centre.metrics["meanAbsoluteError"]);
  });

  test("an aborted or failed walk leaves the model and its training as they were", async () => {
    const model = linear();
    const twin = linear();
    const before = await numbersOf(model);
    const stop = new AbortController();
    const walk = lossLandscape(model, data, {
      signal: stop.signal,
      onPoint: ({ done }) => done === 4 && stop.abort(new Error("enough")),
    });
    await expect(walk).rejects.toThrow("enough");
    await expect(lossLandscape(model, { x: xs, y: [[1], [Number.NaN], [0], [0]] })).rejects.toThrow(DataError);
    expect(await numbersOf(model)).toEqual(before);
    for (const each of [model, twin]) await each.fit(data, { epochs: 2, checks: "none" });
    expect(await numbersOf(model)).toEqual(await numbersOf(twin));
  });

  test("points where the loss is not finite are part of the answer", async () => {
    const model = linear();
    const { loss } = await lossLandscape(model, data, { range: 1e200, steps: 3 });
    expect(loss[0]).toBe(Number.POSITIVE_INFINITY);
    expect(loss[1]).toBeLessThan(100);
  });

  test("what it cannot do is said", async () => {
    const model = linear();
    for (const options of [
      { directions: 3 as 2 },
      { range: 0 },
      { steps: 4 },
      { steps: 1 },
      { normalise: "row" as "layer" },
    ])
      await expect(lossLandscape(model, data, options)).rejects.toThrow(ArgumentError);
    await expect(lossLandscape(sequential([dense(1)], { inputShape: [2] }), data)).rejects.toThrow(GraphError);
    const scales = sequential([batchNorm()], { inputShape: [2] }).compile({ loss: "mse" });
    await expect(lossLandscape(scales, { x: xs, y: xs })).rejects.toThrow(/several axes/);
  });
});

describe("directions", () => {
  test("have each filter's or unit's length, and none where a weight has one axis or is a running mean", async () => {
    const layers = [conv2d(3, 2), batchNorm(), convTranspose2d(2, 2), flatten(), dense(4)];
    const model = sequential(layers, { inputShape: [2, 4, 4], seed: 1, dtype: "float64" });
    const step = await randomDirection(model.network, model.weights, { seed: 0, label: "a", normalise: "filter" });
    expect([...step.keys()]).toEqual(["conv2d/kernel", "convTranspose2d/kernel", "dense/kernel"]);
    // Where the numbers of filter f are, by hand: [3, 2, 2, 2], transposed [3, 2, 2, 2], [32, 4].
    const places: Record<string, { filters: number; of: (at: number) => number }> = {
      "conv2d/kernel": { filters: 3, of: (at) => Math.floor(at / 8) },
      "convTranspose2d/kernel": { filters: 2, of: (at) => Math.floor(at / 4) % 2 },
      "dense/kernel": { filters: 4, of: (at) => at % 4 },
    };
    for (const [name, { filters, of }] of Object.entries(places)) {
      const weight = Array.from(await (model.weights[name] as Value).numbers());
      for (let f = 0; f < filters; f++) {
        const length = (values: ArrayLike<number>): number =>
          Math.hypot(...Array.from(values).filter((_, at) => of(at) === f));
        expect(length(step.get(name) as Float64Array), `${name} ${f}`).toBeCloseTo(length(weight), 10);
      }
    }
  });

  test("of an embedding have each vector's length; of a layer the whole tensor's; unscaled they are Gaussian", async () => {
    const model = sequential([embedding(50, 20)], { inputShape: [3], dtype: "float64" });
    const weight = Array.from(await (model.weights["embedding/table"] as Value).numbers());
    const stepOf = async (normalise: "filter" | "layer" | "none"): Promise<Float64Array> =>
      (await randomDirection(model.network, model.weights, { seed: 0, label: "a", normalise })).get(
        "embedding/table",
      ) as Float64Array;
    const [filter, layer, none] = [await stepOf("filter"), await stepOf("layer"), await stepOf("none")];
    for (const row of [0, 17, 49])
      expect(Math.hypot(...filter.subarray(row * 20, row * 20 + 20))).toBeCloseTo(
        Math.hypot(...weight.slice(row * 20, row * 20 + 20)),
        10,
      );
    expect(Math.hypot(...layer)).toBeCloseTo(Math.hypot(...weight), 10);
    expect(none.reduce((sum, value) => sum + value * value, 0) / none.length).toBeCloseTo(1, 0);
    expect(layer[5]).toBeCloseTo(((none[5] as number) * Math.hypot(...weight)) / Math.hypot(...none), 10);
  });

  test("a mover gives the centre bit for bit at 0", async () => {
    const model = linear();
    const step = await randomDirection(model.network, model.weights, { seed: 0, label: "a", normalise: "none" });
    const moved = (await Mover.from(model.weights, [step])).at([0]);
    expect(moved["dense/kernel"]?.data).toEqual(model.weights["dense/kernel"]?.data);
  });
});

describe("lossBetween", () => {
  test("of linear models is the parabola between them", async () => {
    const [a, b] = [linear(1), linear(2)];
    b.setWeights({ "dense/bias": [3] });
    const [wa, wb] = [
      (await numbersOf(a))["dense/kernel"] as number[],
      (await numbersOf(b))["dense/kernel"] as number[],
    ];
    const { axes, loss } = await lossBetween(a, b, data, { range: [-1, 2], steps: 7 });
    for (const [i, at] of (axes[0] as number[]).entries()) {
      const mix = (k: number): number => (wa[k] as number) * (1 - at) + (wb[k] as number) * at;
      expect(loss[i]).toBeCloseTo(error([mix(0), mix(1)], 3 * at), 10);
    }
    expect((axes[0] as number[])[2]).toBe(0);
  });

  test("models of other layers, and a range turned round, are refused", async () => {
    const other = sequential([dense(2)], { inputShape: [2] });
    await expect(lossBetween(linear(), other, data)).rejects.toThrow(ShapeError);
    await expect(lossBetween(linear(), linear(1), data, { range: [1, 0] })).rejects.toThrow(ArgumentError);
  });
});

test("evaluate and predict take other weights for once", async () => {
  const model = linear();
  const [w0, w1] = (await numbersOf(model))["dense/kernel"] as [number, number];
  const weights = { "dense/bias": Value.of([2], [1], "float64") };
  expect((await model.evaluate(data, { weights })).loss).toBeCloseTo(error([w0, w1], 2), 10);
  expect((await model.evaluate(data)).loss).toBeCloseTo(error([w0, w1], 0), 10);
  const first = (await (await model.predict({ x: xs }, { weights })).numbers())[0];
  expect(first).toBeCloseTo(w0 + 2 * w1 + 2, 10);
  await expect(model.evaluate(data, { weights: { "dense/kern": [1] } })).rejects.toThrow(NameError);
  await expect(model.evaluate(data, { weights: { "dense/kernel": [1] } })).rejects.toThrow(ShapeError);
});
