/** Highest resident memory and time of one thing; ask each in a process of its own. */
import { readFileSync } from "node:fs";
import { arrays, conv2d, dense, globalAveragePooling, sequential } from "../../dist/index.js";
import {
  clipContrastive,
  linearCrossentropy,
  ntXent,
  sigLip,
  sparseCategoricalCrossentropy,
  supervisedContrastive,
} from "../../dist/losses.js";
import { add, compileFunction, gradients, input, matMul, mean, mul, sum, transpose } from "../../dist/ops.js";
import { draw } from "../lib/draw.mjs";
import { serve } from "../lib/serve.mjs";

const contrastiveLosses = { clipContrastive, ntXent, sigLip, supervisedContrastive };
const peakMiB = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;

/** Of all threads: beside other work it says more than the time on the clock. */
const milliseconds = ({ user, system }) => (user + system) / 1000;

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
  const data = arrays(
    { x, y: Int32Array.from({ length: size }, (_, i) => i % 10) },
    { shapes: { x: shape }, classes: 10 },
  );
  const startMiB = peakMiB();
  const [samples, cpuSamples] = [[], []];
  for (let i = 0; i < steps; i++) {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    await model.trainOnBatch(data);
    samples.push(performance.now() - started);
    cpuSamples.push(milliseconds(process.cpuUsage(cpu)));
  }
  return { peakMiB: peakMiB(), startMiB, samples: samples.slice(1), cpu: cpuSamples.slice(1) };
}

/** Peak and time of a function's value and gradient on random data. */
async function ofGradient(build, inputs, steps) {
  const f = await compileFunction(build());
  const feeds = Object.fromEntries(
    inputs.map(({ name, shape, below }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const data =
        below === undefined
          ? draw([size], 0, 1)
          : BigInt64Array.from({ length: size }, (_, i) => BigInt((i * 7919) % below));
      return [name, data];
    }),
  );
  const startMiB = peakMiB();
  const [samples, cpuSamples] = [[], []];
  let value;
  for (let i = 0; i <= steps; i++) {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    [value] = await f.run(feeds);
    samples.push(performance.now() - started);
    cpuSamples.push(milliseconds(process.cpuUsage(cpu)));
  }
  const timings = { samples: samples.slice(1), cpu: cpuSamples.slice(1) };
  return { peakMiB: peakMiB(), startMiB, ...timings, value: await value.number() };
}

/** Cross-entropy of a linear layer over many classes: as two steps, or as linearCrossentropy. */
function head({ rows, dim, classes, blocks, blockSize, steps }) {
  const given = {
    y: input("y", [rows], { dtype: "int64" }),
    x: input("x", [rows, dim]),
    w: input("w", [classes, dim]),
    b: input("b", [classes]),
  };
  const build = () => {
    const { y, x, w, b } = given;
    const values = blocks
      ? linearCrossentropy(y, x, w, b, blockSize === undefined ? {} : { blockSize })
      : sparseCategoricalCrossentropy(y, add(matMul(x, transpose(w)), b), { fromLogits: true });
    const loss = mean(values);
    // Sums stand for the optimizer's update: handing 50 MB to JavaScript is no part of the loss.
    return [loss, ...gradients(loss, [x, w, b]).map((grad) => sum(mul(grad, grad)))];
  };
  return ofGradient(
    build,
    Object.values(given).map((t) => ({ name: t.name, shape: t.shape, ...(t === given.y ? { below: classes } : {}) })),
    steps,
  );
}

/** A contrastive loss of a large batch. */
function contrastive({ loss, rows, dim, blockSize, steps }) {
  const [a, b] = [input("a", [rows, dim]), input("b", [rows, dim])];
  const y = input("y", [rows], { dtype: "int64" });
  const isLabelled = loss === "supervisedContrastive";
  const given = isLabelled ? [y, a] : [a, b];
  const build = () => {
    const value = mean(contrastiveLosses[loss](...given, blockSize === undefined ? {} : { blockSize }));
    return [
      value,
      ...gradients(
        value,
        given.filter((t) => t !== y),
      ).map((grad) => sum(mul(grad, grad))),
    ];
  };
  return ofGradient(
    build,
    given.map((t) => ({ name: t.name, shape: t.shape, ...(t === y ? { below: 100 } : {}) })),
    steps,
  );
}

await serve({ stack, head, contrastive });
