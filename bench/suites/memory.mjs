/** Resident memory over ten thousand steps of a small network: it must not grow. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { quantile, slope } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

/** MiB per 10,000 steps. A leak of one [32, 16] batch a step would be 20, of the network's state 30. */
const goalMiB = 5;

export async function memory({ tiny, log }) {
  const steps = tiny ? 80 : 10_000;
  log(`memory: ${steps} steps`);
  const file = join(root, "bench/workers/memory.mjs");
  const worker = startWorker(process.execPath, ["--expose-gc", file], { limitSeconds: 300 });
  const { points } = await worker.ask("measure", { steps });
  await worker.stop();
  const late = points.slice(Math.floor(points.length / 4));
  const growth = slope(late) * 10_000;
  const resident = late.map(([, mebibytes]) => mebibytes);
  const quartiles = [quantile(resident, 0.25), quantile(resident, 0.75)];
  return [
    {
      suite: "memory",
      name: `growth of resident memory per 10,000 steps, over the last three quarters of ${steps.toLocaleString("en")}`,
      device: "cpu",
      unit: "MiB",
      ours: { median: growth, samples: late.length },
      resident: { median: quantile(resident, 0.5), quartiles },
      points,
      goal: goalMiB,
      ok: growth < goalMiB,
    },
  ];
}
