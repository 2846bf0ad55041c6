/**
 * Two small networks against PyTorch: logits, loss, gradients of every parameter, and weights after ten steps of Adam,
 * from the same weights (a formula, bench/lib/draw.mjs) and the same MNIST images. scripts/fixtures/training.py made the
 * fixtures.
 */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { drawWeights } from "../../bench/lib/draw.mjs";
import { gradients } from "../../src/autodiff/gradients.ts";
import { constant, type Tensor } from "../../src/core/tensor.ts";
import { arrays } from "../../src/data/arrays.ts";
import { conv2d, dense, flatten, maxPool2d } from "../../src/layers/index.ts";
import { categoricalCrossentropy } from "../../src/losses/classification/categoricalCrossentropy.ts";
import { oneHot } from "../../src/ops/gather.ts";
import { mean } from "../../src/ops/reduce.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import { Value } from "../../src/runtime/value.ts";
import { type Model, sequential } from "../../src/training/model.ts";
import convnetFixture from "../fixtures/training-convnet.json" with { type: "json" };
import dataFixture from "../fixtures/training-data.json" with { type: "json" };
import mlpFixture from "../fixtures/training-mlp.json" with { type: "json" };

const device = inject("device");
const batchSize = 8;
const steps = 10;
const inputShape = [1, 28, 28];

type Numbers = ArrayLike<number>;

/**
 * Bounds, relative to the largest element of a tensor. PyTorch's own float32 stays within 6e-7 of its float64 for logits
 * and gradients. Adam divides by the size of the gradient: where one is nearly 0, its rounding errors become a part of a
 * step of 1e-3, so weights of about 0.2 may part by some 1e-4 in ten steps though all gradients agree.
 */
const bounds = {
  float64: { step: 1e-12, weights: 1e-12 },
  float32: { step: 5e-6, weights: 5e-4 },
} as const;
type Precision = keyof typeof bounds;

const networks = {
  mlp: {
    fixture: mlpFixture,
    layers: () => [flatten(), dense(16, { activation: "relu" }), dense(16, { activation: "relu" }), dense(10)],
  },
  convnet: {
    fixture: convnetFixture,
    layers: () => [
      conv2d(8, 3, { activation: "relu" }),
      maxPool2d(2),
      conv2d(16, 3, { activation: "relu" }),
      maxPool2d(2),
      flatten(),
      dense(10),
    ],
  },
};

const images = bytesOf(dataFixture.images.data);
const labels = bytesOf(dataFixture.labels.data);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function build(name: keyof typeof networks, dtype: Precision): Model {
  const model = sequential(networks[name].layers(), { inputShape, dtype });
  const variables = model.network.variables.map(({ tensor }) => tensor);
  const values = drawWeights(variables.map(({ shape }) => shape));
  model.setWeights(
    Object.fromEntries(
      variables.map(({ name, shape }, k) => [name, Value.of([...(values[k] as Numbers as number[])], shape, dtype)]),
    ),
  );
  return model;
}

/** Logits, loss and gradients of the first batch, from the graph itself. */
async function firstStep(model: Model): Promise<{ logits: Numbers; loss: Numbers; gradients: Numbers[] }> {
  const { dtype, variables } = model.network;
  const pixels = Array.from(images.subarray(0, batchSize * 784), (byte) => byte / 255);
  const x = constant(pixels, { shape: [batchSize, ...inputShape], dtype });
  const seed = constant(0, { dtype: "int64" });
  const logits = model.network.trace({ x }, { training: true, seed }).outputs["y"] as Tensor;
  const indices = constant([...labels.subarray(0, batchSize)], { shape: [batchSize], dtype: "int64" });
  const loss = mean(categoricalCrossentropy(oneHot(indices, 10, { dtype }), logits, { fromLogits: true }));
  const parameters = variables.map(({ tensor }) => tensor);
  const values = await evaluate([logits, loss, ...gradients(loss, parameters)], model.weights, { device });
  const [first, second, ...rest] = (await Promise.all(values.map((value) => value.read()))) as unknown as Numbers[];
  return { logits: first as Numbers, loss: second as Numbers, gradients: rest };
}

/** Losses of ten steps, and the weights after them, from the public functions. */
async function train(model: Model): Promise<{ losses: number[]; weights: Numbers[] }> {
  const rescale = { x: { scale: 1 / 255, offset: 0 } };
  const data = arrays({ x: images, y: labels }, { shapes: { x: inputShape }, classes: 10, rescale });
  const losses: number[] = [];
  model.compile({
    loss: { name: "categoricalCrossentropy", fromLogits: true },
    optimizer: { name: "adam", learningRate: 1e-3, epsilon: 1e-7 },
    device,
  });
  const callbacks = [{ onSteps: (record: { losses: readonly number[] }) => void losses.push(...record.losses) }];
  await model.fit(data, { batchSize, shuffle: false, callbacks });
  const weights = model.network.variables.map(({ tensor }) => (model.weights[tensor.name] as Value).read());
  return { losses, weights: (await Promise.all(weights)) as unknown as Numbers[] };
}

function expectClose(got: Numbers, tensor: { readonly data: string }, bound: number, what: string): void {
  const want = new Float64Array(bytesOf(tensor.data).buffer);
  expect(got.length, `${what}: number of elements`).toBe(want.length);
  const scale = want.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = want.reduce((largest, value, i) => Math.max(largest, Math.abs((got[i] as number) - value)), 0);
  expect(worst / scale, `${what}: largest error`).toBeLessThanOrEqual(bound);
}

const cases = (Object.keys(networks) as (keyof typeof networks)[]).flatMap((name) =>
  // There is no float64 on a GPU.
  (["float64", "float32"] as const)
    .filter((dtype) => device !== "webgpu" || dtype === "float32")
    .map((dtype) => [name, dtype] as const),
);

describe.each(cases)("%s in %s as in PyTorch", (name, dtype) => {
  const tensors = networks[name].fixture.tensors as unknown as Readonly<Record<string, { readonly data: string }>>;
  const tensor = (key: string): { readonly data: string } => tensors[key] as { readonly data: string };
  const bound = bounds[dtype];
  let names: string[];
  let first: Awaited<ReturnType<typeof firstStep>>;
  let trained: Awaited<ReturnType<typeof train>>;

  beforeAll(async () => {
    const model = build(name, dtype);
    names = model.network.variables.map((variable) => variable.tensor.name);
    first = await firstStep(model);
    trained = await train(model);
  }, 120_000); // a GPU's shaders take long to compile where a CPU plays the GPU

  test("logits and loss", () => {
    expectClose(first.logits, tensor("logits"), bound.step, "logits");
    const loss = new Float64Array(bytesOf(tensor("losses").data).buffer)[0] as number;
    expect(Math.abs((first.loss[0] as number) - loss) / loss).toBeLessThanOrEqual(bound.step);
  });

  test("gradients of every parameter", () => {
    expect(first.gradients.length).toBe(6);
    first.gradients.forEach((gradient, k) => {
      expectClose(gradient, tensor(`gradient/${k}`), bound.step, `gradient of ${names[k]}`);
    });
  });

  test("losses of ten Adam steps", () => {
    expect(trained.losses.length).toBe(steps);
    expectClose(trained.losses, tensor("losses"), bound.step, "losses");
  });

  test("weights after ten Adam steps", () => {
    trained.weights.forEach((weights, k) => {
      expectClose(weights, tensor(`weights/${k}`), bound.weights, names[k] as string);
    });
  });
});
