/** Compiles the convnet's training step in a process that has done nothing before. */
import { serve } from "../lib/serve.mjs";

async function compile({ tiny }) {
  const start = performance.now();
  const { arrays, convnet } = await import("../../dist/index.js");
  const loaded = performance.now();
  const batchSize = tiny ? 2 : 128;
  const data = (batches) =>
    arrays(
      { x: new Float32Array(batches * batchSize * 784), y: new Int32Array(batches * batchSize) },
      { shapes: { x: [1, 28, 28] }, classes: 10 },
    );
  const make = (stepsPerCall) =>
    convnet({ inputShape: [1, 28, 28], classes: 10, head: "softmax", seed: 0 }).compile({
      loss: "categoricalCrossentropy",
      optimizer: "adam",
      device: "cpu",
      stepsPerCall,
    });
  const begin = performance.now();
  await make(1).fit(data(1), { batchSize });
  const first = performance.now() - begin;
  const { epochs } = await make(16).fit(data(16), { batchSize });
  return { load: loaded - start, first, loop: (epochs[0].seconds - epochs[0].runtimeSeconds) * 1000 };
}

await serve({ compile });
