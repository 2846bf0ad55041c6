/** Epochs of `fit` on MNIST as bytes, as users run it; the first, which compiles, is not counted. */
import { convnet, mlp } from "../../dist/index.js";
import { mnist } from "../../dist/node.js";
import { serve } from "../lib/serve.mjs";

async function measure({ network, rounds, tiny }) {
  const make = { convnet, mlp }[network];
  const model = make({ inputShape: [1, 28, 28], classes: 10, head: "softmax", seed: 0 });
  model.compile({ loss: "categoricalCrossentropy", metrics: ["accuracy"], device: "cpu" });
  const whole = await mnist({ split: "train" });
  const batchSize = tiny ? 4 : 128;
  const size = tiny ? 16 : 12_800;
  const data = { ...whole, size, fill: (indices, target) => whole.fill(indices, target) };
  const { epochs } = await model.fit(data, { batchSize, epochs: rounds + 1 });
  const counted = epochs.slice(1);
  return {
    shares: counted.map(({ seconds, runtimeSeconds }) => 1 - runtimeSeconds / seconds),
    stepMilliseconds: counted.map((epoch) => epoch.stepMilliseconds),
  };
}

await serve({ measure });
