import { describe, expect, test } from "vitest";
import { ArgumentError, DataError, NameError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { dense } from "../layers/dense.ts";
import { type LayerOutput, networkInput } from "../layers/layer.ts";
import { sgd } from "../optimizers/sgd.ts";
import { Value } from "../runtime/value.ts";
import { functional, type Model, sequential } from "./model.ts";
import type { NamedLoss } from "./terms.ts";

// What a loss by name may ask for besides options: inputs by other names, trained options, ramps, variables of its own.

const random = new Random(7).fork("data");
const rows = (count: number, width: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));
const x = rows(12, 4);
const labels = x.map((_, i) => i % 3);
const still = sgd({ learningRate: 1e-30 });

function towers(names: readonly string[], width: number): Model {
  const input = networkInput([4]);
  const outputs = Object.fromEntries(names.map((name): [string, LayerOutput] => [name, dense(width)(input)]));
  return functional({ inputs: { x: input }, outputs }, { seed: 5 });
}

const numbers = async (value: Value | undefined): Promise<number[]> => Array.from((await value?.numbers()) ?? []);

test("several predictions are bound by name, or by the names that are given", async () => {
  const byName = towers(["anchor", "positive", "negative"], 3).compile({ loss: "tripletMargin" });
  const mapped = towers(["a", "p", "n"], 3).compile({
    loss: { name: "tripletMargin", inputs: { anchor: "a", positive: "p", negative: "n" } },
  });
  const [first, second] = [await byName.evaluate({ x }), await mapped.evaluate({ x })];
  expect(first.loss).toBeGreaterThan(0);
  const history = await mapped.fit({ x }, { epochs: 20, batchSize: 12 });
  expect(history.epochs.at(-1)?.loss).toBeLessThan(second.loss);
});

test("an option is trained from its value on, and stays positive as its logarithm", async () => {
  const model = towers(["imageEmbeddings", "textEmbeddings"], 3).compile({
    loss: { name: "clipContrastive", train: ["temperature"], temperature: 0.5 },
  });
  const [name] = Object.keys(model.weights).filter((each) => each.startsWith("loss/")) as [string];
  expect(name).toMatch(/logTemperature$/);
  expect((await numbers(model.weights[name]))[0]).toBeCloseTo(Math.log(0.5), 6);
  await model.fit({ x }, { epochs: 5, batchSize: 12 });
  expect((await numbers(model.weights[name]))[0]).not.toBeCloseTo(Math.log(0.5), 3);
});

test("a ramp starts at its first value, ends at its last, and evaluation takes the last", async () => {
  const input = networkInput([4]);
  const sigmoids = dense(4, { activation: "sigmoid" })(input);
  const outputs = { yPred: sigmoids, mean: dense(2)(input), logVariance: dense(2)(input) };
  const y = x.map((row) => row.map((value) => (value > 0 ? 1 : 0)));
  const lossesWith = async (beta: NamedLoss["beta"]): Promise<{ readonly steps: number[]; readonly end: number }> => {
    const model = functional({ inputs: { x: input }, outputs }, { seed: 1 });
    model.compile({ loss: { name: "elbo", beta }, optimizer: still, stepsPerCall: 1 });
    const steps: number[] = [];
    const onSteps = ({ losses }: { readonly losses: readonly number[] }): void => void steps.push(...losses);
    await model.fit({ x, yTrue: y }, { epochs: 3, batchSize: 12, shuffle: false, callbacks: [{ onSteps }] });
    return { steps, end: (await model.evaluate({ x, yTrue: y })).loss };
  };
  const [none, whole, ramp] = [
    await lossesWith(0),
    await lossesWith(1),
    await lossesWith({ from: 0, to: 1, steps: 2 }),
  ];
  const [without, withAll] = [none.end, whole.end];
  expect(withAll).toBeGreaterThan(without);
  [(without + withAll) / 2, withAll, withAll].forEach((want, i) => {
    expect(ramp.steps[i]).toBeCloseTo(want, 4);
  });
  expect(ramp.end).toBeCloseTo(withAll, 5);
});

test("the parts of a loss that has some are in the history by name, and add up", async () => {
  const input = networkInput([4]);
  const sigmoids = dense(4, { activation: "sigmoid" })(input);
  const outputs = { yPred: sigmoids, mean: dense(2)(input), logVariance: dense(2)(input) };
  const model = functional({ inputs: { x: input }, outputs }, { seed: 1 });
  model.compile({ loss: { name: "elbo", beta: 2 } });
  const y = x.map((row) => row.map((value) => (value > 0 ? 1 : 0)));
  const { loss, terms } = await model.evaluate({ x, yTrue: y });
  const values = Object.entries(terms);
  expect(values.map(([name]) => name.split("/").at(-1))).toEqual(["reconstruction", "kl"]);
  expect(values.every(([, value]) => value > 0)).toBe(true);
  expect(values.reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(loss, 5);
});

test("a matrix of mistakes changes in training, not in evaluation, and goes with the weights", async () => {
  const make = (): Model => sequential([dense(3, { activation: "softmax" })], { inputShape: [4], seed: 2 });
  const model = make().compile({ loss: "matrixCrossentropy" });
  const name = "loss/matrixCrossentropy/matrix";
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  await model.evaluate({ x, y: labels.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0))) });
  expect(await numbers(model.weights[name])).toEqual(identity);
  const y = labels.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)));
  await model.fit({ x, y }, { epochs: 2, batchSize: 6 });
  const matrix = await numbers(model.weights[name]);
  expect(matrix).not.toEqual(identity);
  for (const column of [0, 1, 2])
    expect(matrix.filter((_, i) => i % 3 === column).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  const again = make();
  again.setWeights(model.weights);
  again.compile({ loss: "matrixCrossentropy" });
  expect(await numbers(again.weights[name])).toEqual(matrix);
});

test("prototypes of classes are trained with the network", async () => {
  const model = sequential([dense(5)], { inputShape: [4], seed: 2 }).compile({
    loss: { name: "arcFace", classes: 3, scale: 8 },
  });
  const before = await numbers(model.weights["loss/arcFace/weights"]);
  expect(before).toHaveLength(15);
  const { epochs } = await model.fit({ x, y: labels }, { epochs: 15, batchSize: 12 });
  expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]?.loss as number);
  expect(await numbers(model.weights["loss/arcFace/weights"])).not.toEqual(before);
});

describe("what is missing or does not fit is said", () => {
  const compile = (loss: NamedLoss, names: readonly string[] = ["y"]): (() => unknown) => {
    return () => towers(names, 3).compile({ loss });
  };

  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    [
      "an output",
      compile({ name: "tripletMargin" }, ["a", "p", "n"]),
      ArgumentError,
      /output "anchor".*outputs a, p, n.*inputs:/,
    ],
    ["an input the loss lacks", compile({ name: "huber", inputs: { anchor: "y" } }), NameError, /huber inputs.*yTrue/],
    ["an option that is not trained", compile({ name: "huber", train: ["delta"] }), ArgumentError, /train.*none/],
    [
      "an option it lacks",
      compile({ name: "sigLip", train: ["temprature"] }, ["imageEmbeddings", "textEmbeddings"]),
      NameError,
      /temperature/,
    ],
    ["how many classes", compile({ name: "arcFace" }), ArgumentError, /"classes".*whole number/],
    [
      "a ramp of an option that has none",
      compile({ name: "huber", delta: { from: 1, to: 2, steps: 3 } }),
      ArgumentError,
      /ramp/,
    ],
    [
      "a ramp beyond the bounds",
      compile({ name: "elbo", beta: { from: -1, to: 1, steps: 3 } }),
      ArgumentError,
      /from 0/,
    ],
  ])("%s", (_, run, kind, text) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(text);
  });

  test("a field", async () => {
    const model = towers(["logits"], 30).compile({ loss: "mse" });
    await expect(model.evaluate({ x })).rejects.toThrow(DataError);
  });

  test("weights of another shape", () => {
    const model = sequential([dense(3, { activation: "softmax" })], { inputShape: [4] });
    model.setWeights({ "loss/matrixCrossentropy/matrix": Value.of([1, 0, 0, 1], [2, 2]) });
    expect(() => model.compile({ loss: "matrixCrossentropy" })).toThrow(/matrix".*\[3, 3\].*\[2, 2\]/);
  });
});
