/** Compiles training steps in a process that has done nothing before. */
import { serve } from "../lib/serve.mjs";

/** A network with a batch of zeros for it. */
async function make({ kind, batchSize, input, ...network }, batches) {
  const { arrays, convnet } = await import("../../dist/index.js");
  const { builders } = await import("../lib/builders.mjs");
  const built =
    kind === "convnet"
      ? {
          model: convnet({ inputShape: input, classes: 10, head: "softmax", seed: 0 }),
          loss: "categoricalCrossentropy",
        }
      : builders[kind](network);
  const count = batches * batchSize;
  const size = input.reduce((product, axis) => product * axis, count);
  const data = arrays({ x: new Float32Array(size), y: new Int32Array(count) }, { shapes: { x: input }, classes: 10 });
  return { ...built, data };
}

/** Milliseconds from the layers to the first step done, and to the first call of 16 steps ready. */
async function compile({ network }) {
  const start = performance.now();
  await import("../../dist/index.js");
  const load = performance.now() - start;
  await import("../lib/builders.mjs");
  const { batchSize } = network;
  const run = async (stepsPerCall) => {
    const begin = performance.now();
    const { model, loss, data } = await make(network, stepsPerCall);
    model.compile({ loss, optimizer: "adam", device: "cpu", stepsPerCall });
    const { epochs } = await model.fit(data, { batchSize });
    return { all: performance.now() - begin, epoch: epochs[0] };
  };
  const first = await run(1);
  const { epoch } = await run(network.stepsPerCall);
  return {
    load,
    first: first.all,
    step: first.epoch.runtimeSeconds * 1000,
    loop: (epoch.seconds - epoch.runtimeSeconds) * 1000,
  };
}

await serve({ compile });
