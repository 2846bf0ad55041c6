import { describe, expect, test } from "vitest";
import { arrays } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { conv2d } from "../layers/conv.ts";
import { dense } from "../layers/dense.ts";
import { networkInput } from "../layers/layer.ts";
import { lambda, reshape } from "../layers/structure.ts";
import { sub } from "../ops/arithmetic.ts";
import { softplus } from "../ops/exponential.ts";
import { functional, type Model, sequential } from "./model.ts";
import type { LossLike } from "./terms.ts";

// Targets as people have them, and what is said where they do not fit.

const n = 8;
const x = Float32Array.from({ length: n * 3 }, (_, i) => Math.sin(i));
const labels = (classes: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i % classes);

function rows(y: ArrayLike<number>, classes?: number): Dataset {
  const isTold = classes === undefined ? {} : { classes };
  return arrays({ x, y: Int32Array.from(y) }, { shapes: { x: [3] }, ...isTold });
}

async function train(model: Model, loss: LossLike, data: Dataset): Promise<number> {
  const { epochs } = await model.compile({ loss, optimizer: "sgd" }).fit(data, { epochs: 1, batchSize: 4 });
  return epochs[0]?.loss as number;
}

const network = (width: number): Model => sequential([dense(width)], { inputShape: [3] });

describe("masks of class indices, [batch, height, width]", () => {
  const image = Float32Array.from({ length: n * 12 }, (_, i) => Math.cos(i));
  const masks = Int32Array.from({ length: n * 12 }, (_, i) => i % 3);
  const data = arrays({ x: image, y: masks }, { shapes: { x: [1, 4, 3], y: [4, 3] }, classes: 3 });
  const model = (): Model => sequential([conv2d(3, 1)], { inputShape: [1, 4, 3] });

  test("serve losses with classes on axis 1", async () => {
    const fromLogits = true;
    const sparse = await train(model(), { name: "sparseCategoricalCrossentropy", fromLogits, axis: 1 }, data);
    const oneHot = await train(model(), { name: "categoricalCrossentropy", fromLogits, axis: 1 }, data);
    expect(oneHot).toBeCloseTo(sparse, 6);
    expect(await train(model(), { name: "dice", fromLogits, activation: "softmax" }, data)).toBeLessThan(1);
  });

  test("a forgotten axis is named", async () => {
    const loss = { name: "sparseCategoricalCrossentropy", fromLogits: true };
    const square = arrays({ x: image, y: masks }, { shapes: { x: [1, 4, 3], y: [4, 3] } });
    await expect(train(sequential([conv2d(5, 1)], { inputShape: [1, 4, 3] }), loss, square)).rejects.toThrow("axis: 1");
  });

  test("of yes and no fit one channel", async () => {
    const yes = arrays(
      { x: image, y: Int32Array.from(masks, (each) => each % 2) },
      { shapes: { x: [1, 4, 3], y: [4, 3] } },
    );
    const one = sequential([conv2d(1, 1, { activation: "sigmoid" })], { inputShape: [1, 4, 3] });
    expect(await train(one, "dice", yes)).toBeLessThan(1);
  });
});

describe("labels are checked against the classes the loss knows", () => {
  test("more classes than embeddings have numbers", async () => {
    expect(Number.isFinite(await train(network(2), { name: "arcFace", classes: 4 }, rows(labels(4))))).toBe(true);
    await expect(train(network(2), { name: "arcFace", classes: 3 }, rows(labels(4)))).rejects.toThrow("from 0 to 2");
  });

  test("one class more than thresholds", async () => {
    expect(Number.isFinite(await train(network(2), "coral", rows(labels(3))))).toBe(true);
    await expect(train(network(2), "coral", rows(labels(4)))).rejects.toThrow("from 0 to 2");
  });

  test("padding beside lengths may be anything", async () => {
    const given = { x, labels: Int32Array.of(1, -1, 1, 99, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2) };
    const lengths = { frames: labels(1).map(() => 3), many: Int32Array.of(1, 1, 2, 2, 2, 2, 2, 2) };
    const start = networkInput([3]);
    const logits = reshape([3, 3])(dense(9)(start));
    const model = functional({ inputs: { x: start }, outputs: { logits } });
    const inputs = { logitLengths: "frames", labelLengths: "many" };
    const data = arrays({ ...given, ...lengths }, { shapes: { x: [3], labels: [2] } });
    expect(Number.isFinite(await train(model, { name: "ctc", inputs }, data))).toBe(true);
  });

  test("0 and 1 where a loss takes -1 and 1", async () => {
    await expect(train(network(1), "hinge", rows(labels(2)))).rejects.toThrow(
      "hinge: expected labels -1 and 1, got 0 at example 0 of y; map 0 and 1 to -1 and 1 by 2 y - 1, or pass binaryLabels",
    );
    expect(Number.isFinite(await train(network(1), { name: "hinge", binaryLabels: true }, rows(labels(2))))).toBe(true);
  });
});

test("a column of one number serves a loss of one number per example", async () => {
  const fields = { x, time: x.slice(0, n).map(Math.exp), event: new Float32Array(n).fill(1) };
  const data = arrays(fields, { shapes: { x: [3] } });
  expect(Number.isFinite(await train(network(1), "coxPartialLikelihood", data))).toBe(true);
  expect(Number.isFinite(await train(network(1), { name: "cumulativeLink", thresholds: 2 }, rows(labels(3))))).toBe(
    true,
  );
});

describe("what is missing is said", () => {
  const two = (): Model => {
    const start = networkInput([3]);
    const variance = lambda((z) => softplus(z))(dense(1)(start));
    return functional({ inputs: { x: start }, outputs: { mean: dense(1)(start), variance } });
  };

  test("the target of one of several outputs", async () => {
    const fix = 'name the field "mean", or say which is meant: { name: "gaussianNll", inputs: { yTrue: "..." } }';
    await expect(train(two(), "gaussianNll", rows(labels(2)))).rejects.toThrow(fix);
    expect(Number.isFinite(await train(two(), { name: "gaussianNll", inputs: { yTrue: "y" } }, rows(labels(2))))).toBe(
      true,
    );
  });

  test("which output a loss is of", async () => {
    await expect(train(two(), "huber", rows(labels(2)))).rejects.toThrow('inputs: { yPred: "mean" }');
  });

  test("how many classes integer labels have, for a loss of one-hot ones", async () => {
    await expect(
      train(network(3), { name: "categoricalCrossentropy", fromLogits: true }, rows(labels(3))),
    ).rejects.toThrow("class indices belong to sparseCategoricalCrossentropy");
  });

  test("brackets around the options to train", async () => {
    const loss = { name: "sigLip", train: "temperature" } as unknown as LossLike;
    await expect(train(two(), loss, rows(labels(2)))).rejects.toThrow('write train: ["temperature"]');
  });

  test("an activation before a loss of probabilities", async () => {
    const far = sequential([dense(1), lambda((z) => sub(z, 10))], { inputShape: [3] });
    await expect(train(far, "binaryCrossentropy", rows(labels(2)))).rejects.toThrow("fromLogits: true");
  });
});
