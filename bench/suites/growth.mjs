/** How time grows with the size of the work: compiling with the depth of the graph, a training step with the batch. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { power, quantile, summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

const kinds = {
  dense: "dense layers of 16, gradients, Adam, first step",
  elementwise: "chain of tanh(y x + c) and its gradient",
};
/** Twice the layers may take this power of two times as long: time per layer must not grow. */
const compileGoal = 1.15;
const stepGoal = 1.05;

export async function growth({ tiny, rounds = tiny ? 1 : 5, log }) {
  const worker = startWorker(process.execPath, [join(root, "bench/workers/growth.mjs")], { limitSeconds: 300 });
  const layers = tiny ? [2, 4, 8] : [25, 50, 100, 200, 400];
  const batches = tiny ? [2, 4, 8] : [32, 64, 128, 256, 512];
  const rows = [];
  for (const kind of Object.keys(kinds)) {
    log(`growth: ${kind}`);
    const measure = (count) => worker.ask("compile", { kind, layers: count });
    await measure(layers[Math.floor(layers.length / 2)]); // what is interpreted the first time is no matter of depth
    const times = await inRounds(layers, rounds, async (count) => [await measure(count)]);
    const name = `time to compile by number of layers: ${kinds[kind]}`;
    rows.push(
      growthRow(name, "layers", times, ({ milliseconds }) => milliseconds, compileGoal),
      growthRow(`${name}; without ONNX Runtime's loading`, "layers", times, (run) => run.milliseconds - run.loading),
    );
  }
  log("growth: steps");
  const steps = tiny ? 2 : 8;
  const measure = async (batchSize) => (await worker.ask("step", { batchSize, steps, tiny })).milliseconds;
  const times = await inRounds(batches, tiny ? 1 : Math.min(rounds, 3), measure);
  rows.push(growthRow("time of a step of the convnet, by size of the batch", "batch", times, (ms) => ms, stepGoal));
  await worker.stop();
  return rows;
}

/** Samples of every size, taken in rounds over all sizes. */
async function inRounds(sizes, rounds, measure) {
  const samples = new Map(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++)
    for (const size of sizes) samples.get(size).push(...(await measure(size)));
  return samples;
}

/** The exponent of a power law through the medians; its quartiles are those of the slopes between neighbouring sizes. */
function growthRow(name, over, samples, pick, goal) {
  const curve = [...samples].map(([size, runs]) => ({ size, ...summary(runs.map(pick)) }));
  const points = curve.map(({ size, median }) => [size, median]);
  const steps = points.slice(1).map((point, i) => power([points[i], point]));
  const exponent = power(points);
  const ours = {
    median: exponent,
    quartiles: [quantile(steps, 0.25), quantile(steps, 0.75)],
    samples: curve.reduce((total, each) => total + each.samples, 0),
  };
  const judged = goal === undefined ? {} : { goal, ok: exponent <= goal };
  return { suite: "growth", name: `${name}: exponent`, device: "cpu", unit: "", ours, over, curve, ...judged };
}
