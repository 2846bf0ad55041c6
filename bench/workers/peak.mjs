/** Highest resident memory and time of one thing; ask each in a process of its own. */
import { readFileSync } from "node:fs";
import { arrays, conv2d, dense, globalAveragePooling, sequential } from "../../dist/index.js";
import { draw } from "../lib/draw.mjs";
import { serve } from "../lib/serve.mjs";

const peakMiB = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;

const stacks = {
  dense: ({ layers, width, batch }) => ({
    shape: [width],
    size: batch,
    layers: [...Array.from({ length: layers }, () => dense(width, { activation: "gelu" })), dense(10)],
  }),
  conv: ({ layers, width, batch, side }) => ({
    shape: [3, side, side],
    size: batch,
    layers: [
      ...Array.from({ length: layers }, () => conv2d(width, 3, { padding: "same", activation: "swish" })),
      globalAveragePooling(),
      dense(10),
    ],
  }),
};

/** Training steps of a deep stack of layers. */
async function stack({ kind, checkpoint, steps, ...sizes }) {
  const { shape, size, layers } = stacks[kind](sizes);
  const model = sequential(layers, { inputShape: shape });
  const loss = { name: "sparseCategoricalCrossentropy", fromLogits: true };
  model.compile({ loss, optimizer: { name: "sgd" }, device: "cpu", stepsPerCall: 1, checkpoint });
  const x = draw([size * shape.reduce((a, b) => a * b)], 0, 1);
  const data = arrays({ x, y: Int32Array.from({ length: size }, (_, i) => i % 10) }, { shapes: { x: shape }, classes: 10 });
  const startMiB = peakMiB();
  const samples = [];
  for (let i = 0; i < steps; i++) {
    const started = performance.now();
    await model.trainOnBatch(data);
    samples.push(performance.now() - started);
  }
  return { peakMiB: peakMiB(), startMiB, samples: samples.slice(1) };
}

await serve({ stack });
