/** Time from a network's description to the first step done, in a fresh process each time. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

const resnet18 = {
  kind: "resnet",
  input: [3, 32, 32],
  widths: [64, 128, 256, 512],
  blocks: [2, 2, 2, 2],
  fields: { x: { shape: [3, 32, 32] }, y: { classes: 10 } },
};

/** By name: the network, and what may pass until its first step is done, in milliseconds. */
const works = {
  convnet: { network: { kind: "convnet", input: [1, 28, 28], batchSize: 128, stepsPerCall: 16 }, goal: 500 },
  "ResNet-18 on [3, 32, 32]": { network: { ...resnet18, batchSize: 8, stepsPerCall: 2 }, goal: 3000 },
};
const tinyWorks = {
  convnet: { network: { kind: "convnet", input: [1, 28, 28], batchSize: 2, stepsPerCall: 2 }, goal: 500 },
  "residual network": {
    network: { ...resnet18, widths: [4, 8], blocks: [1, 1], batchSize: 2, stepsPerCall: 2 },
    goal: 3000,
  },
};

export async function compile({ tiny, rounds = tiny ? 1 : 7, log }) {
  const rows = [];
  const loads = [];
  for (const [name, { network, goal }] of Object.entries(tiny ? tinyWorks : works)) {
    const runs = [];
    for (let round = 0; round < rounds; round++) {
      log(`compile: ${name}, process ${round + 1} of ${rounds}`);
      const worker = startWorker(process.execPath, [join(root, "bench/workers/compile.mjs")]);
      runs.push(await worker.ask("compile", { network }));
      await worker.stop();
    }
    loads.push(...runs.map(({ load }) => load));
    const figures = (key) => summary(runs.map((run) => run[key]));
    const title = `${name}, batch ${network.batchSize}`;
    const first = figures("first");
    rows.push(
      {
        ...row(`${title}: from the layers to the first step done`, first),
        step: figures("step").median,
        goal,
        ok: first.median <= goal,
      },
      row(`${title}, ${network.stepsPerCall} steps in one call: from compile to the first call ready`, figures("loop")),
    );
  }
  return [row("importing the package", summary(loads)), ...rows];
}

function row(name, ours) {
  return { suite: "compile", name, device: "cpu", unit: "ms", ours };
}
