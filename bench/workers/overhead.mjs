/** Epochs of `fit` on MNIST as bytes, as users run it; the first, which compiles, is not counted. */
import { convnet, mlp } from "../../dist/index.js";
import { mnist } from "../../dist/node.js";
import { Guard } from "../../dist/training/guard.js";
import { serve } from "../lib/serve.mjs";

async function prepare(network, tiny) {
  const make = { convnet, mlp }[network];
  const model = make({ inputShape: [1, 28, 28], classes: 10, head: "softmax", seed: 0 });
  model.compile({ loss: "categoricalCrossentropy", metrics: ["accuracy"], device: "cpu" });
  const whole = await mnist({ split: "train" });
  const size = tiny ? 16 : 12_800;
  const data = { ...whole, size, fill: (indices, target) => whole.fill(indices, target) };
  return { model, data, batchSize: tiny ? 4 : 128 };
}

async function measure({ network, rounds, tiny }) {
  const { model, data, batchSize } = await prepare(network, tiny);
  const { epochs } = await model.fit(data, { batchSize, epochs: rounds + 1 });
  const counted = epochs.slice(1);
  return {
    shares: counted.map(({ seconds, runtimeSeconds }) => 1 - runtimeSeconds / seconds),
    stepMilliseconds: counted.map((epoch) => epoch.stepMilliseconds),
  };
}

/** Share of a call of `fit` that goes into looking for bad numbers after steps, and into the checks of the data before them. */
async function measureChecks({ network, rounds, tiny }) {
  const { model, data, batchSize } = await prepare(network, tiny);
  const watched = watch(Guard.prototype, ["accept", "settle"]);
  const train = async (checks) => {
    const [start, before] = [performance.now(), watched.milliseconds];
    let begun = start;
    const onTrainBegin = () => {
      begun = performance.now();
    };
    await model.fit(data, { batchSize, checks, callbacks: [{ onTrainBegin }] });
    return { whole: performance.now() - start, ahead: begun - start, guard: watched.milliseconds - before };
  };
  await train("all");
  const shares = { guard: [], data: [] };
  for (let round = 0; round < rounds; round++) {
    const [without, checked] = [await train("none"), await train("all")];
    shares.guard.push(checked.guard / checked.whole);
    shares.data.push((checked.ahead - without.ahead) / checked.whole);
  }
  return shares;
}

/** Adds up the time spent in methods. */
function watch(prototype, names) {
  const spent = { milliseconds: 0 };
  for (const name of names) {
    const method = prototype[name];
    prototype[name] = async function watched(...args) {
      const start = performance.now();
      try {
        return await method.apply(this, args);
      } finally {
        spent.milliseconds += performance.now() - start;
      }
    };
  }
  return spent;
}

await serve({ measure, measureChecks });
