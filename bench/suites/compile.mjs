/** Time from a network's description to the first step done, in a fresh process each time. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

const goalMilliseconds = 1000;

export async function compile({ tiny, rounds = tiny ? 1 : 7, log }) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    log(`compile: process ${round + 1} of ${rounds}`);
    const worker = startWorker(process.execPath, [join(root, "bench/workers/compile.mjs")]);
    runs.push(await worker.ask("compile", { tiny }));
    await worker.stop();
  }
  const row = (key, name, goal) => {
    const ours = summary(runs.map((run) => run[key]));
    const judged = goal === undefined ? {} : { goal, ok: ours.median < goal };
    return { suite: "compile", name, device: "cpu", unit: "ms", ours, ...judged };
  };
  return [
    row("load", "importing the package"),
    row("first", "convnet, batch 128: from the layers to the first step done", goalMilliseconds),
    row("loop", "the same in one call of 16 steps: from compile to the first call ready"),
  ];
}
