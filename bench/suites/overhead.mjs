/** JavaScript's own share of a training epoch: batches gathered, results read, totals kept. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

const goalPercent = 5;

export async function overhead({ tiny, rounds = tiny ? 1 : 5, log }) {
  const rows = [];
  for (const network of ["convnet", "mlp"]) {
    log(`overhead: ${network}`);
    const worker = startWorker(process.execPath, [join(root, "bench/workers/overhead.mjs")]);
    const { shares, stepMilliseconds } = await worker.ask("measure", { network, rounds, tiny });
    await worker.stop();
    const ours = summary(shares.map((share) => 100 * share));
    const goal = goalPercent;
    const name = `JavaScript's share of an epoch of ${network} on MNIST, batch 128, accuracy as metric`;
    rows.push({
      suite: "overhead",
      name,
      device: "cpu",
      unit: "%",
      ours,
      goal,
      ok: ours.median < goal,
      stepMilliseconds,
    });
  }
  return rows;
}
