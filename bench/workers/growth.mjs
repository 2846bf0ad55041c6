/** Times of compiling graphs of growing depth, and of training steps on growing batches. */
import { createRequire } from "node:module";
import { arrays, compileFunction, convnet, dense, disposeSessions, sequential } from "../../dist/index.js";
import * as ops from "../../dist/ops.js";
import { draw } from "../lib/draw.mjs";
import { serve } from "../lib/serve.mjs";

// ONNX Runtime's part of compiling is what it takes to load the graph.
const { InferenceSession } = createRequire(import.meta.url)("onnxruntime-node");
const load = InferenceSession.create;
let loading = 0;
InferenceSession.create = async (...given) => {
  const start = performance.now();
  const session = await load.apply(InferenceSession, given);
  loading += performance.now() - start;
  return session;
};

const width = 16;

const makers = {
  /** Dense layers with relu, their gradients and Adam: everything before the first step, and the step. */
  async dense(layers) {
    const model = sequential(
      Array.from({ length: layers }, () => dense(width, { activation: "relu" })),
      { inputShape: [width], seed: 0 },
    );
    model.compile({ loss: "meanSquaredError", optimizer: "adam", device: "cpu" });
    const x = draw([4, width], 0, 1);
    await model.fit(arrays({ x, y: x }, { shapes: { x: [width], y: [width] } }), { batchSize: 4 });
  },
  /** Elementwise operations and the gradient of their result: tracing, differentiation, optimisation and loading. */
  async elementwise(layers) {
    const x = ops.input("x", [4, width]);
    let y = x;
    for (let i = 0; i < layers; i++) y = ops.tanh(ops.add(ops.mul(y, x), 1 / (i + 2)));
    const value = ops.sum(y);
    await compileFunction([value, ...ops.gradients(value, [x])], { device: "cpu" });
  },
};

/** Milliseconds from nothing to a graph of `layers` layers that is ready, and ONNX Runtime's part of them. */
async function compile({ kind, layers }) {
  await disposeSessions(); // an equal graph would not be loaded again
  loading = 0;
  const start = performance.now();
  await makers[kind](layers);
  return { milliseconds: performance.now() - start, loading };
}

/** Milliseconds of each step of a convolutional network at a size of batches, after two that are not counted. */
async function step({ batchSize, steps, tiny }) {
  const side = tiny ? 12 : 28;
  const count = batchSize * (steps + 2);
  const x = draw([batchSize * side * side], 0, 1);
  const images = new Float32Array(count * side * side);
  for (let i = 0; i < steps + 2; i++) images.set(x, i * x.length);
  const y = Int32Array.from({ length: count }, (_, i) => i % 10);
  const data = arrays({ x: images, y }, { shapes: { x: [1, side, side] }, classes: 10 });
  const model = convnet({ inputShape: [1, side, side], classes: 10, head: "linear", seed: 0 });
  const loss = { name: "categoricalCrossentropy", fromLogits: true };
  model.compile({ loss, optimizer: "adam", device: "cpu", stepsPerCall: 1 });
  const times = [];
  let last;
  const onSteps = () => {
    const now = performance.now();
    if (last !== undefined) times.push(now - last);
    last = now;
  };
  await model.fit(data, { batchSize, shuffle: false, callbacks: [{ onSteps }] });
  await disposeSessions();
  return { milliseconds: times.slice(1) };
}

await serve({ compile, step });
