/** JavaScript's own share of a training epoch (batches gathered, results read, totals kept), and that of the default checks. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

/** What a step of 10 ms may lose to JavaScript, and any step to the checks. */
const goalPercent = 3;
const shortest = 10;

export async function overhead({ tiny, rounds = tiny ? 1 : 5, log }) {
  const rows = [];
  for (const network of ["convnet", "mlp"]) {
    log(`overhead: ${network}`);
    const worker = startWorker(process.execPath, [join(root, "bench/workers/overhead.mjs")]);
    const { shares, stepMilliseconds } = await worker.ask("measure", { network, rounds, tiny });
    const checks = await worker.ask("measureChecks", { network, rounds, tiny });
    await worker.stop();
    const row = (name, values) => {
      const ours = summary(values.map((share) => 100 * share));
      const goal = goalPercent;
      return {
        suite: "overhead",
        name,
        device: "cpu",
        unit: "%",
        ours,
        goal,
        ok: ours.median < goal,
        stepMilliseconds,
      };
    };
    const of = `${network} on MNIST, batch 128`;
    rows.push(
      row(
        `JavaScript's share of a step of ${of}, accuracy as metric; of ${shortest} ms where the step is shorter`,
        shares.map((share, i) => share * Math.min(1, stepMilliseconds[i] / shortest)),
      ),
      row(`looking for the first bad number: share of an epoch of ${of}`, checks.guard),
      row(`checks of 12,800 images before training: share of their epoch of ${of}`, checks.data),
    );
  }
  return rows;
}
