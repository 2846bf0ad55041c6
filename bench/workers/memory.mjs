/** Trains a small network and watches resident memory. */
import { arrays, dense, sequential } from "../../dist/index.js";
import { draw } from "../lib/draw.mjs";
import { serve } from "../lib/serve.mjs";

const [batchSize, width, classes] = [32, 16, 4];

async function measure({ steps }) {
  const perEpoch = Math.min(100, steps / 4);
  const size = perEpoch * batchSize;
  const x = draw([size, width], 0, 1);
  const y = Int32Array.from({ length: size }, (_, i) => i % classes);
  const model = sequential([dense(32, { activation: "relu" }), dense(classes)], { inputShape: [width] });
  model.compile({ loss: { name: "categoricalCrossentropy", fromLogits: true }, optimizer: "adam", device: "cpu" });
  const points = [];
  let done = 0;
  const onEpochEnd = () => {
    done += perEpoch;
    // Garbage that merely waits to be collected is no leak.
    globalThis.gc?.();
    points.push([done, process.memoryUsage.rss() / 2 ** 20]);
  };
  const data = arrays({ x, y }, { shapes: { x: [width] }, classes });
  await model.fit(data, { batchSize, epochs: steps / perEpoch, callbacks: [{ onEpochEnd }] });
  return { points };
}

await serve({ measure });
