import { describe, expect, test } from "vitest";
import { ArgumentError, NameError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { constant } from "../core/tensor.ts";
import { dense } from "../layers/dense.ts";
import { defineLayer, networkInput } from "../layers/layer.ts";
import { uncertaintyWeighted } from "../losses/wrapper/uncertaintyWeighted.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import type { Balancing } from "./balancing.ts";
import type { EpochRecord } from "./callbacks.ts";
import { combine } from "./combine.ts";
import { functional, type Model, sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";
import type { LossFunction } from "./terms.ts";

// Several outputs, several terms of one: reduced, weighted, added, balanced; all of it seen in the history.

const random = new Random(5).fork("terms");
const x = Array.from({ length: 24 }, () => Array.from({ length: 4 }, () => random.normal()));
const small = x.map(([a = 0, b = 0]) => [a + 0.3 * b]);
const large = x.map(([a = 0, , c = 0]) => [20 * a - 30 * c]);
const data = { x, small, large };

const two = (options: Partial<CompileOptions> = {}): Model => {
  const input = networkInput([4]);
  const trunk = dense(6, { name: "trunk", activation: "tanh" })(input);
  const outputs = { small: dense(1, { name: "s" })(trunk), large: dense(1, { name: "l" })(trunk) };
  return functional({ inputs: { x: input }, outputs }, { seed: 3, dtype: "float64" }).compile({
    loss: { outputs: { small: "mse", large: "mse" } },
    optimizer: { name: "sgd", learningRate: 1e-3 },
    ...options,
  });
};

const named: LossFunction = (yTrue, yPred) => ({
  error: mean(square(sub(yTrue, yPred)), { axes: -1 }),
  size: mean(abs(yPred)),
});

const one = (options: Partial<CompileOptions> = {}, extra = false): Model => {
  const audited = defineLayer({
    kind: "audited",
    name: "audited",
    options: {},
    call([value], { addLoss }) {
      addLoss("height", mean(square(value as never)));
      return mul(value as never, 1);
    },
  });
  return sequential([dense(1), ...(extra ? [audited] : [])], { inputShape: [4], seed: 3, dtype: "float64" }).compile({
    loss: named,
    optimizer: { name: "sgd", learningRate: 1e-3 },
    ...options,
  });
};

const variable = async (model: Model, name: string): Promise<number[]> =>
  Array.from((await model.weights[name]?.numbers()) ?? []);
const train = async (model: Model, given: object, options: object = {}): Promise<readonly EpochRecord[]> =>
  (await model.fit(given as never, { epochs: 1, batchSize: 24, shuffle: false, ...options })).epochs;

describe("terms", () => {
  test("are reduced, weighted by output and by name, and added; the history has them raw and weighted", async () => {
    const weights = { size: 0.5, y: 3, "audited/height": 2 };
    const [plain] = await train(one({}, true), { x, y: small }, { batchSize: 7 });
    const [record] = await train(one({ lossWeights: weights }, true), { x, y: small }, { batchSize: 24 });
    expect(Object.keys(record?.terms ?? {}).sort()).toEqual(["audited/height", "error", "size"]);
    const { terms, weightedTerms, loss } = record as EpochRecord;
    expect(weightedTerms["error"]).toBeCloseTo(3 * (terms["error"] as number), 12);
    expect(weightedTerms["size"]).toBeCloseTo(1.5 * (terms["size"] as number), 12);
    expect(weightedTerms["audited/height"]).toBeCloseTo(2 * (terms["audited/height"] as number), 12);
    expect(loss).toBeCloseTo(
      Object.values(weightedTerms).reduce((a, b) => a + b, 0),
      12,
    );
    expect(plain?.weightedTerms).toEqual(plain?.terms);
    const evaluated = await one({ lossWeights: weights }, true).evaluate({ x, y: small }, { batchSize: 5 });
    expect(evaluated.terms["error"]).toBeCloseTo(terms["error"] as number, 10);
    const losses: number[] = [];
    const onSteps = (step: { readonly losses: readonly number[] }): void => void losses.push(...step.losses);
    await train(one({ lossWeights: weights }, true), { x, y: small }, { callbacks: [{ onSteps }] });
    expect(losses[0]).toBeCloseTo(loss, 12);
  });

  test("are weighted one by one even where only one is left to weigh", async () => {
    const model = sequential([dense(1)], { inputShape: [4], seed: 3 }).compile({ loss: "mse", lossWeights: { y: 2 } });
    const { loss, terms } = await model.evaluate({ x, y: small });
    expect(loss).toBeCloseTo(2 * (terms["meanSquaredError"] as number), 6);
  });

  test("weights of a term there is not are refused, at compile where that is known", async () => {
    expect(() => two({ lossWeights: { smal: 2 } })).toThrow(/lossWeights.*did you mean "small"/);
    expect(() => two({ lossWeights: { "small/huber": 2 } })).toThrow(NameError);
    expect(() => two({ lossWeights: { small: Number.NaN } })).toThrow(ArgumentError);
    await expect(one({ lossWeights: { sise: 2 } }).evaluate({ x, y: small })).rejects.toThrow(/did you mean "size"/);
    expect((await two({ lossWeights: { "small/meanSquaredError": 2 } }).evaluate(data)).loss).toBeGreaterThan(0);
  });

  test("shares of the gradient are those of gradients taken alone", async () => {
    const still = { name: "sgd", learningRate: 1 } as const;
    const move = async (options: Partial<CompileOptions>, names: readonly string[]): Promise<number> => {
      const model = two({ optimizer: still, ...options });
      const before = await Promise.all(names.map((name) => variable(model, name)));
      await train(model, data);
      const after = await Promise.all(names.map((name) => variable(model, name)));
      return Math.hypot(...after.flat().map((value, i) => value - (before.flat()[i] as number)));
    };
    const all = Object.keys(two().weights);
    for (const [kind, names] of [
      ["all", all],
      ["shared", all.filter((name) => name.startsWith("trunk/"))],
    ] as const) {
      const [record] = await train(two({ gradientShares: kind, lossWeights: { large: 0.01 } }), data);
      const alone = [
        await move({ loss: { outputs: { small: "mse", large: null } } }, names),
        0.01 * (await move({ loss: { outputs: { small: null, large: "mse" } } }, names)),
      ] as [number, number];
      const shares = record?.gradientShares ?? {};
      expect(shares["small/meanSquaredError"]).toBeCloseTo(alone[0] / (alone[0] + alone[1]), 9);
      expect(Object.values(shares).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
    expect((await train(two(), data))[0]?.gradientShares).toEqual({});
    expect(() => two({ gradientShares: "last" as never })).toThrow(ArgumentError);
  });
});

describe("balancing", () => {
  test("uncertainty: ½ (e^-s L + s), trained, saved with the weights", async () => {
    const model = two({ balancing: "uncertainty", optimizer: { name: "sgd", learningRate: 0.01 } });
    const s = [0.7, 3];
    model.setWeights({ "loss/logVariances": Value.of(Float64Array.from(s), [2], "float64") });
    const { terms, weightedTerms, loss } = await model.evaluate(data);
    const [a, b] = [terms["small/meanSquaredError"] as number, terms["large/meanSquaredError"] as number];
    const [want] = await evaluate(
      [uncertaintyWeighted(constant([[a, b]], { dtype: "float64" }), constant(s, { dtype: "float64" }))],
      {},
    );
    expect(loss).toBeCloseTo((await want?.number()) as number, 10);
    expect(weightedTerms["large/meanSquaredError"]).toBeCloseTo((Math.exp(-3) * b) / 2, 10);
    await train(model, data);
    const after = await variable(model, "loss/logVariances");
    // d/ds ½ (e^-s L + s) = ½ (1 - e^-s L)
    expect(after[0]).toBeCloseTo(0.7 - (0.01 * (1 - Math.exp(-0.7) * a)) / 2, 9);
    expect(after[1]).toBeCloseTo(3 - (0.01 * (1 - Math.exp(-3) * b)) / 2, 9);
    const again = two();
    again.setWeights(Object.fromEntries(Object.entries(model.weights).filter(([name]) => !name.startsWith("loss/"))));
    again.compile({ loss: { outputs: { small: "mse", large: "mse" } }, balancing: "uncertainty" });
    again.setWeights(model.weights);
    expect((await again.evaluate(data)).loss).toBeCloseTo((await model.evaluate(data)).loss, 12);
  });

  test("GradNorm: one step is that of the paper's formula", async () => {
    const norm = async (loss: CompileOptions["loss"]): Promise<number> => {
      const model = two({ loss, optimizer: { name: "sgd", learningRate: 1 } });
      const names = Object.keys(model.weights).filter((name) => name.startsWith("trunk/"));
      const before = (await Promise.all(names.map((name) => variable(model, name)))).flat();
      await train(model, data);
      const after = (await Promise.all(names.map((name) => variable(model, name)))).flat();
      return Math.hypot(...after.map((value, i) => value - (before[i] as number)));
    };
    const g = [
      await norm({ outputs: { small: "mse", large: null } }),
      await norm({ outputs: { small: null, large: "mse" } }),
    ] as [number, number];
    const model = two({ balancing: { name: "gradNorm", alpha: 1, learningRate: 0.1 } });
    const before = await model.evaluate(data);
    await train(model, data);
    // In the first step all relative rates are 1: the target is the mean norm.
    const target = (g[0] + g[1]) / 2;
    const moved = g.map((each) => 1 - (0.1 * Math.sign(each - target) * each) / target) as [number, number];
    const want = moved.map((each) => (2 * each) / (moved[0] + moved[1]));
    const got = await variable(model, "loss/weights");
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(want[i] as number, 8);
    });
    expect(await variable(model, "loss/firstLosses")).toEqual([
      expect.closeTo(before.terms["small/meanSquaredError"] as number, 8),
      expect.closeTo(before.terms["large/meanSquaredError"] as number, 8),
    ]);
  });

  test("GradNorm brings the terms' gradients together", async () => {
    const shares = async (balancing: Balancing): Promise<number> => {
      const model = two({ balancing, gradientShares: "shared", optimizer: { name: "sgd", learningRate: 1e-4 } });
      return (await train(model, data, { epochs: 60 })).at(-1)?.gradientShares["small/meanSquaredError"] as number;
    };
    const [fixed, balanced] = [await shares("fixed"), await shares({ name: "gradNorm", alpha: 0 })];
    expect(fixed).toBeLessThan(0.1);
    expect(balanced).toBeGreaterThan(0.3);
  });

  test("dynamic weight average: two epochs of 1, then by how much each fell", async () => {
    const model = two({ balancing: { name: "dwa", temperature: 0.5 } });
    const epochs: EpochRecord[] = [];
    const weights: number[][] = [];
    for (let i = 0; i < 3; i++) {
      weights.push(await variable(model, "loss/weights"));
      epochs.push(...(await train(model, data)));
    }
    expect(weights.slice(0, 2)).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const rate = (name: string): number => (epochs[1]?.terms[name] as number) / (epochs[0]?.terms[name] as number);
    const powers = ["small/meanSquaredError", "large/meanSquaredError"].map((name) => Math.exp(rate(name) / 0.5));
    const total = (powers[0] as number) + (powers[1] as number);
    weights[2]?.forEach((weight, i) => {
      expect(weight).toBeCloseTo((2 * (powers[i] as number)) / total, 10);
    });
    expect(weights[2]?.[0]).not.toBeCloseTo(1, 3);
    const { terms, weightedTerms } = epochs[2] as EpochRecord;
    expect(weightedTerms["small/meanSquaredError"]).toBeCloseTo(
      (weights[2]?.[0] as number) * (terms["small/meanSquaredError"] as number),
      10,
    );
  });

  test("of terms of one output: losses by name, or one function that returns them", async () => {
    const byName = combine({ terms: { pixels: "mse", edges: { name: "huber", delta: 2 } }, weights: { edges: 3 } });
    const { loss, terms } = await one({ loss: byName }).evaluate({ x, y: small });
    const [mse, huber] = [one({ loss: "mse" }), one({ loss: { name: "huber", delta: 2 } })];
    expect(terms["pixels"]).toBeCloseTo((await mse.evaluate({ x, y: small })).loss, 12);
    expect(terms["edges"]).toBeCloseTo((await huber.evaluate({ x, y: small })).loss, 12);
    expect(loss).toBeCloseTo((terms["pixels"] as number) + 3 * (terms["edges"] as number), 12);
    const model = one({ loss: combine({ terms: ["error", "size"], loss: named, balancing: "uncertainty" }) });
    const [record] = await train(model, { x, y: small });
    expect(Object.keys(record?.terms ?? {})).toEqual(["error", "size", "uncertainty"]);
    expect(await variable(model, "loss/logVariances")).not.toEqual([0, 0]);
    for (const balancing of ["gradNorm", "dwa", "fixed"] as const) {
      const each = one({ loss: combine({ terms: ["error", "size"], loss: named, balancing }) });
      const epochs = await train(each, { x, y: small }, { epochs: 4, batchSize: 10 });
      expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]?.loss as number);
    }
  });

  test("one output's terms balanced within, the outputs balanced together", async () => {
    const pair = combine({ terms: { square: "mse", line: "mae" }, balancing: "uncertainty" });
    const model = two({ loss: { outputs: { small: pair, large: "mse" } }, balancing: "dwa" });
    const epochs = await train(model, data, { epochs: 3 });
    const { loss, weightedTerms } = epochs.at(-1) as EpochRecord;
    expect(loss).toBeCloseTo(
      Object.values(weightedTerms).reduce((a, b) => a + b, 0),
      10,
    );
    expect(Object.keys(weightedTerms)).toEqual([
      "small/square",
      "small/line",
      "large/meanSquaredError",
      "small/uncertainty",
    ]);
  });

  test("what does not fit is said", async () => {
    expect(() => two({ balancing: "gradnorm" as never })).toThrow(/did you mean "gradNorm"/);
    expect(() => two({ balancing: { name: "gradNorm", alfa: 1 } as never })).toThrow(/did you mean "alpha"/);
    expect(() => two({ balancing: { name: "dwa", temperature: 0 } })).toThrow(ArgumentError);
    expect(() => one({ balancing: "uncertainty" })).toThrow(/at least two terms/);
    expect(() => combine({ terms: { a: "mse" }, weights: { b: 1 } })).toThrow(NameError);
    expect(() => combine({ terms: ["a"] })).toThrow(ArgumentError);
    const wrong = one({ loss: combine({ terms: ["error", "sise"], loss: named }) });
    await expect(wrong.evaluate({ x, y: small })).rejects.toThrow(NameError);
    const input = networkInput([4]);
    const apart = functional({ inputs: { x: input }, outputs: { small: dense(1)(input), large: dense(1)(input) } });
    apart.compile({ loss: { outputs: { small: "mse", large: "mse" } }, balancing: "gradNorm" });
    await expect(apart.fit(data)).rejects.toThrow(/share a layer with weights/);
  });
});
