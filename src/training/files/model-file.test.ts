import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalGraph, hashText } from "../../core/canonical.ts";
import { ArgumentError, DataError, FileError, LossmithError, SavedLossError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import { input } from "../../core/tensor.ts";
import * as layers from "../../layers/index.ts";
import * as initializers from "../../layers/initializers.ts";
import * as layer from "../../layers/layer.ts";
import { type Layer, networkInput } from "../../layers/layer.ts";
import * as regularizers from "../../layers/regularizers.ts";
import { customPart } from "../../layers/restore.ts";
import { abs, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { combine } from "../combine.ts";
import { type DefinedLoss, defineLoss } from "../define-loss.ts";
import { functional, type Model, sequential } from "../model.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import { loadModel, saveModel } from "./node/model-file.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const { dense, lambda } = layers;
const random = new Random(3).fork("files");
const x = Array.from({ length: 12 }, () => Array.from({ length: 4 }, () => random.normal()));
const y = x.map(([a = 0, b = 0]) => [a - b]);

const line = (): Model => sequential([dense(3, { activation: "tanh" }), dense(1)], { inputShape: [4], seed: 4 });
const numbers = async (model: Model, data: object = { x }): Promise<number[]> =>
  Array.from(await (await model.predict(data as never)).numbers());

const definition = (factor = 1): Parameters<typeof defineLoss>[0] => ({
  name: "capped",
  params: { cap: 2 },
  fn: (yTrue, yPred, { cap }) => mean(mul(factor, mul(abs(sub(yTrue, yPred)), cap)), { axes: -1 }),
});

describe("layers", () => {
  const image: readonly Layer[] = [
    layers.randomFlip("both"),
    layers.randomShift(1),
    layers.randomRotation(10),
    layers.randomErasing({ probability: 0.2 }),
    layers.mixup(),
    layers.cutmix({ alpha: 0.5 }),
    layers.zeroPad2d(1),
    layers.conv2d(4, 3, { stride: 1, padding: "same", activation: "relu", kernelRegularizer: layers.l2(0.1) }),
    layers.depthwiseConv2d(3, { depthMultiplier: 2, useBias: false }),
    layers.separableConv2d(4, 3, { activation: "elu" }),
    layers.convTranspose2d(4, 2, { stride: 2, padding: "same" }),
    layers.batchNorm({ momentum: 0.5 }),
    layers.groupNorm(2),
    layers.instanceNorm(),
    layers.layerNorm({ axis: 1 }),
    layers.maxPool2d(2),
    layers.averagePool2d(2, { stride: 1 }),
    layers.upsample2d(2, { mode: "linear" }),
    layers.activation("softmax", { axis: 1 }),
    layers.parametricRelu(),
    layers.spatialDropout(0.2),
    layers.rescaling(2, 1),
    layers.permute([2, 3, 1]),
    layers.flatten(),
    layers.dropout(0.1),
    layers.gaussianNoise(0.1),
    layers.dense(6, { kernelRegularizer: "l1", biasRegularizer: layers.l1l2({ l1: 0.1, l2: 0.2 }) }),
    layers.reshape([2, 3]),
    layers.conv1d(3, 2),
    layers.convTranspose1d(2, 2),
    layers.maxPool1d(1),
    layers.averagePool1d(1),
    layers.globalMaxPooling(),
  ];

  test("of every kind are made again from their options", async () => {
    const model = sequential(image, { inputShape: [2, 8, 8], seed: 2, name: "all" });
    const data = { x: Float32Array.from({ length: 2 * 2 * 64 }, () => random.normal()) };
    const again = decodeModel(await encodeModel(model));
    expect(await numbers(again, data)).toEqual(await numbers(model, data));
    expect(again.summary()).toBe(model.summary());
    expect(again.network.penalties).toEqual(model.network.penalties);
    expect([again.name, again.seed]).toEqual(["all", 2]);
    const penalty = async (of: Model): Promise<number> =>
      (
        await of.compile({ loss: "mse" }).evaluate({
          ...data,
          y: [
            [0, 0],
            [0, 0],
          ],
        } as never)
      ).loss;
    expect(await penalty(again)).toBe(await penalty(model));
  });

  const sequences: readonly Layer[] = [
    layers.positionEmbedding({ length: 6 }),
    layers.multiHeadAttention({ heads: 2, dim: 4, causal: true, kernelRegularizer: "l1" }),
    layers.lstm(3, { returnSequences: true, bidirectional: true, recurrentRegularizer: layers.l2(0.1) }),
    layers.gru(3, { returnSequences: true, resetAfter: false, dropout: 0.1 }),
    layers.simpleRnn(2, { activation: "relu", biasRegularizer: "l2" }),
  ];

  test("of sequences", async () => {
    const model = sequential(sequences, { inputShape: [5, 4], seed: 3 });
    const data = { x: Float32Array.from({ length: 3 * 5 * 4 }, () => random.normal()) };
    const again = decodeModel(await encodeModel(model));
    expect(await numbers(again, data)).toEqual(await numbers(model, data));
    expect(again.network.penalties).toEqual(model.network.penalties);
    expect(again.network.penalties).toHaveLength(7); // four kernels of attention, both directions of lstm, one bias
  });

  test("of volumes, of indices, and of several inputs, shared ones once", async () => {
    const cube = networkInput([1, 4, 4, 4]);
    const word = networkInput([3], { dtype: "int64" });
    const volume = layers.globalAveragePooling()(
      layers.averagePool3d(1)(
        layers.maxPool3d(1)(layers.convTranspose3d(2, 1)(layers.conv2Plus1d(2, 1)(layers.conv3d(2, 2)(cube)))),
      ),
    );
    const words = layers.flatten()(layers.embedding(5, 2)(word));
    const shared = dense(2, { name: "shared" });
    const [a, b] = [shared(volume), shared(dense(2)(words))];
    const joined = layers.concatenation()(
      layers.addition()(a, b),
      layers.multiplication()(a, b),
      layers.averaging()(a, b),
      layers.maximumOf()(a, b),
      layers.gaussianSample()(a, b),
    );
    const model = functional({ inputs: { cube, word }, outputs: { joined, a } }, { seed: 1, dtype: "float64" });
    const again = decodeModel(await encodeModel(model));
    const data = { cube: Float64Array.from({ length: 64 }, () => random.normal()), word: [[0, 2, 4]] };
    const [got, want] = [await again.predictAll(data), await model.predictAll(data)];
    for (const name of ["joined", "a"])
      expect(Array.from(await (got[name] as (typeof got)[string]).numbers())).toEqual(
        Array.from(await (want[name] as (typeof want)[string]).numbers()),
      );
  });

  test("all have a kind that a file can hold, but those of the user's own functions", () => {
    const others = new Set([initializers, regularizers, layer].flatMap((module) => Object.keys(module)));
    const makers = Object.keys(layers).filter((name) => !others.has(name));
    const missing = makers.filter((kind) => customPart({ kind, name: kind, options: {} }) !== undefined);
    expect(missing).toEqual(["lambda"]);
  });

  test("that hold functions must be given", async () => {
    const twice = (): Layer => lambda((value) => mul(value, 2), { name: "twice" });
    const model = sequential([dense(2, { activation: (value) => square(value) }), twice()], {
      inputShape: [4],
      seed: 2,
    });
    const bytes = await encodeModel(model);
    expect(() => decodeModel(bytes)).toThrow(/layer "dense".*function as activation.*layers: \{ dense: /);
    const squares = dense(2, { activation: (value) => square(value) });
    expect(() => decodeModel(bytes, { layers: { dense: squares } })).toThrow(/layer "twice"/);
    expect(() => decodeModel(bytes, { layers: { dense: squares, twice: squares } })).toThrow(ArgumentError);
    expect(() => decodeModel(bytes, { layers: { twise: squares } })).toThrow(/did you mean "twice"/);
    const again = decodeModel(bytes, { layers: { dense: squares, twice: twice() } });
    expect(await numbers(again)).toEqual(await numbers(model));
  });
});

describe("what a model is compiled with", () => {
  test("goes with it: losses, weights, metrics, and what losses keep", async () => {
    const model = line().compile({
      loss: combine({ terms: { a: "mse", b: { name: "huber", delta: 0.5 } }, balancing: "uncertainty" }),
      optimizer: { name: "sgd", learningRate: 0.01, momentum: 0.5 },
      metrics: ["mae"],
      lossWeights: { b: 2 },
    });
    await model.fit({ x, y }, { epochs: 3, batchSize: 4 });
    const again = decodeModel(await encodeModel(model));
    expect(await again.evaluate({ x, y })).toEqual(await model.evaluate({ x, y }));
    expect(again.weights["loss/logVariances"]).toBeDefined();
    const [a, b] = [line(), decodeModel(await encodeModel(line().compile({ loss: "mse", optimizer: "sgd" })))];
    a.compile({ loss: "mse", optimizer: "sgd" });
    const options = { epochs: 2, batchSize: 5 };
    expect((await a.fit({ x, y }, options)).epochs[1]?.loss).toBe((await b.fit({ x, y }, options)).epochs[1]?.loss);
  });

  const settings = {
    loss: "mse",
    optimizer: { name: "adam", learningRate: 0.05 },
    averageDecay: 0.8,
    metrics: ["mae"],
  } as const;
  const noisy = (): Model =>
    sequential([dense(5, { activation: "tanh" }), layers.dropout(0.3), dense(1)], { inputShape: [4], seed: 4 });
  const part = { epochs: 2, batchSize: 5 };

  test("training goes on from a file as if it had not been saved, bit by bit", async () => {
    const [whole, first] = [noisy().compile(settings), noisy().compile(settings)];
    await whole.fit({ x, y }, part);
    await first.fit({ x, y }, part);
    const bytes = await encodeModel(first);
    const again = decodeModel(bytes);
    expect(await numbers(again)).toEqual(await numbers(whole)); // the averaged weights predict
    expect(await encodeModel(again)).toEqual(bytes); // saved again before it is used
    const [expected, got] = [await whole.fit({ x, y }, part), await again.fit({ x, y }, part)];
    expect(got.epochs.map(({ loss, metrics }) => [loss, metrics])).toEqual(
      expected.epochs.map(({ loss, metrics }) => [loss, metrics]),
    );
    expect(await numbers(again)).toEqual(await numbers(whole));
  });

  test("a training is left out when asked, and given up by compile and by other weights", async () => {
    const model = noisy().compile(settings);
    await model.fit({ x, y }, part);
    const without = await encodeModel(model, { trainingState: false });
    expect(Object.keys(decodeSafetensors(without).tensors).sort()).toEqual(Object.keys(model.weights).sort());
    const next = async (loaded: Model): Promise<number> => (await loaded.fit({ x, y }, part)).epochs[0]?.loss as number;
    const fresh = await next(decodeModel(without));
    const bytes = await encodeModel(model);
    expect(await next(decodeModel(bytes))).not.toBe(fresh);
    expect(await next(decodeModel(bytes).compile(settings))).toBe(fresh);
    const replaced = decodeModel(bytes);
    replaced.setWeights(model.weights);
    expect(await next(replaced)).toBe(fresh);
  });

  test("a file whose training is that of another optimizer is refused", async () => {
    const model = noisy().compile(settings);
    await model.fit({ x, y }, part);
    const { tensors, metadata } = decodeSafetensors(await encodeModel(model));
    const [name] = Object.keys(tensors).filter((each) => each.startsWith("training:"));
    const { [name as string]: _, ...rest } = tensors;
    const damaged = decodeModel(encodeSafetensors(rest, metadata));
    await expect(damaged.fit({ x, y }, part)).rejects.toThrow(/saved training.*nothing of that name.*compile\(\)/);
  });

  test("a schedule and a metric that are functions are noted", async () => {
    const model = line().compile({
      loss: "mse",
      optimizer: { name: "adam", learningRate: (step: number) => 1 / (step + 4) },
    });
    const { metadata } = decodeSafetensors(await encodeModel(model));
    const { compile } = JSON.parse(metadata["lossmith.model"] as string);
    expect(compile.notes[0]).toMatch(/schedule/);
    expect(compile.optimizer).toEqual({ name: "adam", learningRate: 0.25 });
  });
});

describe("losses of the user's", () => {
  const loss: DefinedLoss = defineLoss(definition());

  test("by the object, by name, by name with options, in every place a loss may stand", async () => {
    const of = async (given: Parameters<Model["compile"]>[0]["loss"]): Promise<number> =>
      (await line().compile({ loss: given }).evaluate({ x, y })).loss;
    const plain = await of(loss);
    expect(await of("capped")).toBe(plain);
    expect(await of({ name: "capped", cap: 4 })).toBeCloseTo(2 * plain, 5);
    expect(await of({ name: "capped", reduction: "sum" })).toBeCloseTo(12 * plain, 4);
    expect(await of(combine({ terms: { a: loss, b: "capped" } }))).toBeCloseTo(2 * plain, 5);
    const model = line().compile({ loss: "capped", metrics: ["capped"], classWeights: { 1: 1 } });
    await expect(model.evaluate({ x, y })).rejects.toThrow(LossmithError); // numbers are no classes
    const ramped = line().compile({ loss: { name: "capped", cap: { from: 0, to: 2, steps: 4 } }, metrics: ["capped"] });
    const { metrics, loss: value } = await ramped.evaluate({ x, y });
    expect([value, metrics["capped"]]).toEqual([plain, plain]);
    const trained = line().compile({ loss: { name: "capped", train: ["cap"] } });
    await trained.fit({ x, y });
    expect(await trained.weights["loss/capped/cap"]?.number()).not.toBe(2);
    expect(() => line().compile({ loss: { name: "capped", kap: 1 } })).toThrow(/did you mean "cap"/);
    expect(() => line().compile({ loss: "caped" })).toThrow(/"capped"/);
    expect(() => defineLoss({ ...definition(), name: "huber" })).toThrow(/no loss of lossmith has/);
    expect(() => defineLoss({ ...definition(), name: "a b" })).toThrow(ArgumentError);
    expect(() => defineLoss({ ...definition(), params: { train: 1 } })).toThrow(ArgumentError);
  });

  test("are saved by name, options and graph; predicting needs no definition, training says what is missing", async () => {
    const model = line().compile({ loss: { name: "capped", cap: 3 } });
    const bytes = await encodeModel(model);
    const { tensors, metadata } = decodeSafetensors(bytes);
    const orphan = encodeSafetensors(tensors, {
      "lossmith.model": (metadata["lossmith.model"] as string).replaceAll('"capped"', '"forgotten"'),
    });
    const alone = decodeModel(orphan);
    expect(await numbers(alone)).toEqual(await numbers(model));
    await expect(alone.fit({ x, y })).rejects.toThrow(SavedLossError);
    await expect(alone.evaluate({ x, y })).rejects.toThrow(/"forgotten".*losses: \[forgotten\]/);
    const given = decodeModel(orphan, { losses: [{ ...loss, name: "forgotten" }] });
    expect((await given.evaluate({ x, y })).loss).toBe((await model.evaluate({ x, y })).loss);
  });

  test("that build another graph than before are refused, unless accepted", async () => {
    const model = line().compile({ loss: "capped" });
    const bytes = await encodeModel(model);
    defineLoss(definition(1));
    expect((await decodeModel(bytes).evaluate({ x, y })).loss).toBe((await model.evaluate({ x, y })).loss);
    defineLoss(definition(1.5));
    await expect(decodeModel(bytes).evaluate({ x, y })).rejects.toThrow(SavedLossError);
    await expect(decodeModel(bytes).fit({ x, y })).rejects.toThrow(/acceptChangedLosses/);
    const accepted = decodeModel(bytes, { acceptChangedLosses: true });
    expect((await accepted.evaluate({ x, y })).loss).toBeCloseTo(1.5 * (await model.evaluate({ x, y })).loss, 5);
    defineLoss(definition());
  });

  test("without a name: saved with a note; compiled anew before training", async () => {
    const model = line().compile({ loss: (yTrue, yPred) => mean(square(sub(yTrue, yPred)), { axes: -1 }) });
    const again = decodeModel(await encodeModel(model));
    expect(await numbers(again)).toEqual(await numbers(model));
    await expect(again.fit({ x, y })).rejects.toThrow(/no name.*model\.compile/);
    expect((await again.compile({ loss: "mse" }).evaluate({ x, y })).loss).toBeCloseTo(
      (await model.evaluate({ x, y })).loss,
      6,
    );
  });

  test("graphs have one hash however they are built, and another when anything in them changes", () => {
    const build = (by = 2, name = "a"): string => {
      const [a, b] = [input(name, [2, 3]), input("b", [2, 3])];
      return hashText(canonicalGraph([mean(mul(square(sub(a, b)), by), { axes: -1 })]));
    };
    expect(build()).toBe(build());
    expect(new Set([build(), build(3), build(2, "c"), build(-2)]).size).toBe(4);
    const [a, b] = [input("a", [2]), input("b", [2])];
    expect(canonicalGraph([sub(a, b)])).not.toBe(canonicalGraph([sub(b, a)]));
  });
});

describe("files", () => {
  test("are written whole and read again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lossmith-model-"));
    try {
      const path = join(folder, "line.safetensors");
      const model = line().compile({ loss: "mse" });
      await saveModel(model, path);
      expect(await numbers(await loadModel(path))).toEqual(await numbers(model));
      await expect(loadModel(join(folder, "none"))).rejects.toThrow(FileError);
      await expect(saveModel(model, join(folder, "no", "such", "folder"))).rejects.toThrow(FileError);
      await writeFile(path, "not a model");
      await expect(loadModel(path)).rejects.toThrow(DataError);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("that hold no model, a newer one or a damaged one are refused", async () => {
    const { tensors, metadata } = decodeSafetensors(await encodeModel(line()));
    const text = metadata["lossmith.model"] as string;
    const withText =
      (changed: string): (() => unknown) =>
      () =>
        decodeModel(encodeSafetensors(tensors, { "lossmith.model": changed }));
    expect(() => decodeModel(encodeSafetensors(tensors))).toThrow(/written by saveModel/);
    expect(withText("{")).toThrow(DataError);
    expect(withText(text.replace('"format":1', '"format":99'))).toThrow(/format 99/);
    expect(withText(text.replace('"layers":[', '"layer":['))).toThrow(DataError);
    expect(withText(text.replace('"layer":"dense_1"', '"layer":"dense_7"'))).toThrow(/dense_7/);
    expect(withText(text.replace('"inputs":[1]', '"inputs":[9]'))).toThrow(DataError);
  });
});
