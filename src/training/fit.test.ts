import { describe, expect, test } from "vitest";
import { ArgumentError, CallbackError, NameError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import type { Tensor } from "../core/tensor.ts";
import { arrays } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { batchNorm, dense, dropout } from "../layers/index.ts";
import { meanMetric } from "../metrics/index.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { cosineDecay, sgd } from "../optimizers/index.ts";
import { Value } from "../runtime/value.ts";
import type { Callback } from "./callbacks.ts";
import { earlyStopping, reduceOnPlateau } from "./early-stopping.ts";
import type { TrainStep } from "./fit.ts";
import { type Model, sequential } from "./model.ts";
import type { CompileOptions } from "./plan.ts";

const random = new Random(5);
const size = 70;
const x = Array.from({ length: size }, () => [random.normal(), random.normal(), random.normal()]);
const y = x.map(([a, b, c]) => [2 * (a as number) - (b as number) + 0.5 * (c as number) + 0.3]);

const line = (): Model => sequential([dense(1)], { inputShape: [3], seed: 2 });
const deep = (): Model =>
  sequential([dense(8, { activation: "relu" }), dropout(0.5), dense(1)], { inputShape: [3], seed: 2 });

async function kernel(model: Model, name = "dense/kernel"): Promise<number[]> {
  return Array.from(await (model.weights[name] as Value).numbers());
}

function expectClose(got: readonly number[], want: readonly number[] | undefined): void {
  expect(got).toHaveLength(want?.length as number);
  for (const [i, value] of got.entries()) {
    const wanted = want?.[i] as number;
    expect(Math.abs(value - wanted)).toBeLessThan(5e-6 * Math.max(1, Math.abs(wanted)));
  }
}

describe("train", () => {
  test.each([1, 3])("gives the same bits as fit, with %i steps per call", async (stepsPerCall) => {
    const options: CompileOptions = {
      loss: "mse",
      optimizer: { name: "adam", learningRate: cosineDecay(0.01, 12) },
      stepsPerCall,
    };
    const fitted = deep().compile(options);
    const losses: number[] = [];
    await fitted.fit(
      { x, y },
      { epochs: 2, batchSize: 16, callbacks: [{ onSteps: (record) => void losses.push(...record.losses) }] },
    );
    const trained = deep().compile(options);
    const steps: TrainStep[] = [];
    for await (const step of trained.train({ x, y }, { epochs: 2, batchSize: 16 })) steps.push(step);
    expect(steps.map(({ loss }) => loss)).toEqual(losses);
    expect(steps.map(({ epoch, step }) => [epoch, step])).toEqual(
      [1, 2].flatMap((epoch) => [1, 2, 3, 4, 5].map((step) => [epoch, step])),
    );
    expect(steps.map(({ totalSteps }) => totalSteps)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(steps.map(({ learningRate }) => learningRate)).toEqual(steps.map((_, i) => cosineDecay(0.01, 12)(i)));
    for (const name of Object.keys(fitted.weights))
      expect(await kernel(trained, name)).toEqual(await kernel(fitted, name));
  });

  test("break keeps the weights of the steps taken, and training goes on from there", async () => {
    const model = line().compile({ loss: "mse", stepsPerCall: 1 });
    const seen: (readonly number[])[] = [];
    const callbacks: Callback[] = [{ onClose: (error) => void seen.push([error === undefined ? 1 : 0]) }];
    for await (const { step } of model.train({ x, y }, { batchSize: 8, callbacks })) {
      seen.push(await kernel(model));
      if (step === 3) break;
    }
    expect(seen).toHaveLength(4);
    expect(seen[3]).toEqual([1]);
    expect(await kernel(model)).toEqual(seen[2]);
    expect(seen[2]).not.toEqual(seen[1]);
    await model.fit({ x, y });
    expect(await kernel(model)).not.toEqual(seen[2]);
  });

  test("the next batch is being read while a step runs", async () => {
    const memory = arrays({ x, y });
    const asked: number[] = [];
    const slow: Dataset = {
      ...memory,
      async fill(indices, target) {
        if (indices.length !== 10) return await memory.fill(indices, target);
        asked.push(indices[0] as number);
        await new Promise((resolve) => setTimeout(resolve, 1)); // as from a file
        await memory.fill(indices, target);
      },
    };
    const model = line().compile({ loss: "mse", stepsPerCall: 1 });
    const steps = model.train(slow, { batchSize: 10, shuffle: false, checks: "none" });
    let done = 0;
    for await (const _ of steps) expect(asked.length).toBe(Math.min(7, ++done + 1));
    expect(asked).toEqual([0, 10, 20, 30, 40, 50, 60]);
  });

  test("the history is what it returns; a signal ends it", async () => {
    const model = line().compile({ loss: "mse" });
    const training = model.train({ x, y }, { batchSize: 35 });
    let next = await training.next();
    while (!next.done) next = await training.next();
    expect(next.value.epochs[0]?.steps).toBe(2);
    const stop = new AbortController();
    const aborted = (async () => {
      for await (const { step } of model.train({ x, y }, { batchSize: 8, signal: stop.signal }))
        if (step === 2) stop.abort();
    })();
    await expect(aborted).rejects.toThrow(/abort/i);
  });
});

describe("accumulation", () => {
  const regular = {
    loss: { name: "mse", reduction: "meanOverWeights" },
    optimizer: sgd({ learningRate: 0.05 }),
  } as const;
  const sampleWeight = x.map((_, i) => (i % 5) / 2);

  test.each<[string, CompileOptions]>([
    ["mean", { loss: "mse", optimizer: sgd({ learningRate: 0.05 }), metrics: ["mae"] }],
    ["sum", { loss: { name: "mse", reduction: "sum" }, optimizer: sgd({ learningRate: 0.005, globalClipNorm: 1 }) }],
    ["mean over weights", regular],
    [
      "a scalar of one's own",
      { loss: (yTrue: Tensor, yPred: Tensor) => mean(abs(sub(yTrue, yPred))), optimizer: "adam" },
    ],
    [
      "terms",
      {
        loss: (yTrue, yPred, { parameters }) => ({
          fit: square(sub(yTrue, yPred)),
          size: mul(0.1, mean(square(parameters["dense/kernel"] as Tensor))),
        }),
        optimizer: "adam",
      },
    ],
  ])("%s: as the large batch, the last group by its examples", async (name, options) => {
    const data = name === "mean over weights" ? { x, y, sampleWeight } : { x, y };
    const runs = [];
    for (const [batchSize, accumulate] of [
      [24, 1],
      [8, 3],
      [12, 2],
    ] as const) {
      const model = line().compile(options);
      const { epochs } = await model.fit(data, { epochs: 3, batchSize, accumulate });
      runs.push({
        steps: epochs[0]?.steps,
        figures: epochs.flatMap(({ loss, metrics }) => [loss, ...Object.values(metrics)]),
        weights: await kernel(model),
      });
    }
    const [large, ...others] = runs;
    expect(large?.steps).toBe(3);
    for (const other of others) {
      expect(other.steps).toBe(3);
      expectClose(other.figures, large?.figures);
      expectClose(other.weights, large?.weights);
    }
  });

  test("statistics go from one part to the next", async () => {
    const model = sequential([batchNorm({ momentum: 0.5 })], { inputShape: [3] }).compile({
      loss: "mse",
      optimizer: sgd({ learningRate: 1e-30 }),
    });
    await model.fit({ x: x.slice(0, 32), y: x.slice(0, 32) }, { batchSize: 16, accumulate: 2, shuffle: false });
    const meanOf = (rows: number[][]): number => rows.reduce((sum, row) => sum + (row[0] as number), 0) / rows.length;
    const want = 0.25 * meanOf(x.slice(0, 16)) + 0.5 * meanOf(x.slice(16, 32));
    expect((await kernel(model, "batchNorm/movingMean"))[0]).toBeCloseTo(want, 6);
  });

  test("is refused for a loss that compares examples", async () => {
    const model = sequential([dense(1, { activation: "sigmoid" })], { inputShape: [3] }).compile({ loss: "aucMargin" });
    await expect(model.fit({ x, y: x.map((_, i) => [i % 2]) }, { accumulate: 2 })).rejects.toThrow(ArgumentError);
  });
});

test("averaged weights: the corrected mean of what came after each step", async () => {
  const decay = 0.8;
  const model = line().compile({
    loss: "mse",
    optimizer: sgd({ learningRate: 0.05 }),
    stepsPerCall: 1,
    averageDecay: decay,
  });
  const plain = line().compile({ loss: "mse", optimizer: sgd({ learningRate: 0.05 }), stepsPerCall: 1 });
  const all: number[][] = [];
  for await (const _ of plain.train({ x, y }, { batchSize: 16 })) all.push(await kernel(plain));
  await model.fit({ x, y }, { batchSize: 16 });
  const weights = all.map((_, i) => (1 - decay) * decay ** (all.length - 1 - i));
  const total = weights.reduce((a, b) => a + b);
  const want = [0, 1, 2].map(
    (k) => all.reduce((sum, row, i) => sum + (row[k] as number) * (weights[i] as number), 0) / total,
  );
  const served = Array.from(await ((await model.servedWeights())["dense/kernel"] as Value).numbers());
  expectClose(served, want);
  expect(await kernel(model)).toEqual(all.at(-1));
  // Evaluation and prediction use it.
  const other = line();
  other.setWeights(await model.servedWeights());
  expect(await model.evaluate({ x, y })).toEqual(await other.compile({ loss: "mse" }).evaluate({ x, y }));
  expect(await (await model.predict({ x })).numbers()).toEqual(await (await other.predict({ x })).numbers());
  model.setWeights({ "dense/bias": Value.of([1], [1]) });
  expect((await model.servedWeights())["dense/bias"]?.data[0]).toBe(1);
});

describe("early stopping", () => {
  const high = { loss: "mse", metrics: ["mae", "r2"] } as const;
  const rising = cosineDecay(0.2, 20);

  /** Learns for three epochs, then unlearns: the learning rate grows. */
  const spoiled = async (options: Parameters<typeof earlyStopping>[0]) => {
    const model = line().compile({
      ...high,
      optimizer: sgd({ learningRate: (step) => (step < 15 ? rising(step) : 1.1) }),
    });
    const stopping = earlyStopping(options);
    const at: number[][] = [];
    const callbacks: Callback[] = [{ onEpochEnd: async () => void at.push(await kernel(model)) }, stopping];
    const { epochs } = await model.fit({ x, y }, { epochs: 30, batchSize: 16, validationSplit: 0.3, callbacks });
    return { epochs, at, stopping, final: await kernel(model) };
  };

  test.each([
    ["the loss by default", {}],
    ["a metric that is better when higher", { monitor: "validation.r2" }],
    ["Keras' name", { monitor: "val_meanAbsoluteError" }],
  ] as const)("goes back to the best weights: %s", async (_, options) => {
    const { epochs, at, stopping, final } = await spoiled({ patience: 2, ...options });
    const best = stopping.bestEpoch as number;
    expect(epochs.length).toBe(best + 2);
    expect(final).toEqual(at[best - 1]);
    const losses = epochs.map((record) => record.validation?.loss as number);
    expect(losses.indexOf(Math.min(...losses))).toBe(best - 1);
  });

  test("keeps the last weights when asked to", async () => {
    const { at, final } = await spoiled({ patience: 1, restoreBest: false });
    expect(final).toEqual(at.at(-1));
  });

  test("unknown figures and metrics of unknown direction are said", async () => {
    const own = meanMetric("own", (yTrue, yPred) => sub(yTrue, yPred));
    const run = (options: Parameters<typeof earlyStopping>[0]): Promise<unknown> =>
      line()
        .compile({ loss: "mse", metrics: [own] })
        .fit({ x, y }, { callbacks: [earlyStopping(options)] });
    const cause = async (options: Parameters<typeof earlyStopping>[0]): Promise<unknown> =>
      run(options).then(undefined, (error: CallbackError) => error.cause);
    expect(await cause({ monitor: "lss" })).toBeInstanceOf(NameError);
    expect(await cause({ monitor: "own" })).toBeInstanceOf(ArgumentError);
    expect(await run({ monitor: "own", mode: "max" })).toBeDefined();
    expect(() => earlyStopping({ patience: 0 })).toThrow(ArgumentError);
  });
});

test("the learning rate falls when nothing becomes better", async () => {
  const model = line().compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-20 }) });
  const callbacks = [reduceOnPlateau({ patience: 2, factor: 0.5, cooldown: 1 })];
  const { epochs } = await model.fit({ x, y }, { epochs: 8, callbacks });
  const scale = epochs.map(({ learningRate }) => learningRate / 1e-20);
  // Best in epoch 1; 2 and 3 are waited for; 4 rests; 5 counts again.
  expect(scale).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
});

test("callbacks are told of everything in order, and a failure names the callback", async () => {
  const told: string[] = [];
  const note = (name: string) => async (): Promise<void> => void told.push(name);
  const hooks = ["onTrainBegin", "onEpochBegin", "onSteps", "onEpochEnd", "onEnd", "onClose"];
  const all = Object.fromEntries(hooks.map((hook) => [hook, note(hook)])) as Callback;
  await line()
    .compile({ loss: "mse", stepsPerCall: 1 })
    .fit({ x, y }, { batchSize: 35, callbacks: [all] });
  expect(told).toEqual(["onTrainBegin", "onEpochBegin", "onSteps", "onSteps", "onEpochEnd", "onEnd", "onClose"]);
  told.length = 0;
  const broken: Callback = {
    name: "broken",
    onSteps() {
      throw new TypeError("oops");
    },
  };
  const error = await line()
    .compile({ loss: "mse" })
    .fit({ x, y }, { callbacks: [all, broken] })
    .then(undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(CallbackError);
  expect((error as CallbackError).message).toBe('callback "broken": expected onSteps to return, got TypeError: oops');
  expect((error as CallbackError).cause).toBeInstanceOf(TypeError);
  expect(told.at(-1)).toBe("onClose");
});
