/** Memory: the peak of a training step beside PyTorch's, and that ten thousand steps do not add to it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { networks, tinyNetworks } from "../lib/networks.mjs";
import { quantile, slope, summary } from "../lib/stats.mjs";
import { startWorker } from "../lib/worker.mjs";

/** MiB per 10,000 steps. A leak of one [32, 16] batch a step would be 20, of the network's state 30. */
const growthGoal = 5;
/** Ours / PyTorch's, of the peak above what library and data take. */
const peakGoal = 1.2;

const worker = (name) => join(root, "bench/workers", name);

function works(tiny) {
  const { convnet } = tiny ? tinyNetworks : networks;
  const resnet = tiny
    ? { input: [3, 8, 8], widths: [4, 8], blocks: [1, 1], batchSize: 2 }
    : { input: [3, 32, 32], widths: [16, 32, 64], blocks: [3, 3, 3], batchSize: 128 };
  return {
    [`convnet, batch ${convnet.batchSize}`]: { ...convnet, input: [1, 28, 28], classes: 10 },
    [`residual network ${resnet.blocks.reduce((a, b) => 2 * b + a, 2)} layers on [${resnet.input.join(", ")}], batch ${resnet.batchSize}`]:
      { ...resnet, kind: "resnet", classes: 10, fields: { x: { shape: resnet.input }, y: { classes: 10 } } },
  };
}

export async function memory({ peers, tiny, rounds = tiny ? 1 : 3, log }) {
  const rows = [];
  // Linux says how much a process had at most; other systems do not say it in the same terms.
  if (existsSync("/proc/self/status"))
    for (const [name, network] of Object.entries(works(tiny)))
      rows.push(...peak({ name, network, peers, rounds, steps: tiny ? 2 : 6, log }));
  else log("memory: no peaks without /proc");
  return [...rows, await growth({ tiny, log })];
}

/** Peaks of fresh processes. */
function peak({ name, network, peers, rounds, steps, log }) {
  log(`memory: peak of ${name}`);
  const run = (file, args, request, env = {}) => {
    const text = JSON.stringify({ network, steps, ...request });
    const { status, stdout, stderr, error } = spawnSync(file, [...args, text], {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    if (status !== 0)
      throw new Error(
        `memory of ${name}: ${error?.message ?? stderr.split("\n").find((line) => line.includes("Error")) ?? stderr.trim()}`,
      );
    return JSON.parse(stdout);
  };
  const repeated = (measure) => Array.from({ length: rounds }, measure);
  const mine = repeated(() => run(process.execPath, [worker("peak.mjs")], {}));
  const row = {
    suite: "memory",
    name: `peak of a training step above library and data: ${name}`,
    device: "cpu",
    unit: "MiB",
    ours: summary(mine.map(({ mebibytes }) => mebibytes)),
    level: mine[0].level,
  };
  const torch = Object.entries(peers).filter(([key]) => key === "torch");
  if (torch.length === 0) return [row];
  return torch.map(([, peer]) => {
    const against = { ...row, peer: peer.name };
    if (peer.absent !== undefined) return { ...against, absent: peer.absent };
    const runs = peer.threads.map((threads) => ({
      threads,
      each: repeated(() => run(peer.file, [worker("torch_memory.py")], { threads }, peer.env)),
    }));
    const [parameters] = [runs[0].each[0].parameters];
    if (parameters !== mine[0].parameters)
      return { ...against, absent: `another network: ${parameters} parameters, ours ${mine[0].parameters}` };
    const medians = runs.map(({ threads, each }) => ({ threads, ...summary(each.map(({ mebibytes }) => mebibytes)) }));
    const theirs = medians.reduce((a, b) => (b.median < a.median ? b : a));
    const ratio = row.ours.median / theirs.median;
    return { ...against, theirs, ratio, goal: peakGoal, ok: ratio <= peakGoal };
  });
}

/** Resident memory over a long training of a small network. */
async function growth({ tiny, log }) {
  const steps = tiny ? 80 : 10_000;
  log(`memory: ${steps} steps`);
  const trainer = startWorker(process.execPath, ["--expose-gc", worker("memory.mjs")], { limitSeconds: 300 });
  const { points } = await trainer.ask("measure", { steps });
  await trainer.stop();
  const late = points.slice(Math.floor(points.length / 4));
  const perSteps = slope(late) * 10_000;
  const resident = late.map(([, mebibytes]) => mebibytes);
  return {
    suite: "memory",
    name: `growth of resident memory per 10,000 steps, over the last three quarters of ${steps.toLocaleString("en")}`,
    device: "cpu",
    unit: "MiB",
    ours: { median: perSteps, samples: late.length },
    resident: { median: quantile(resident, 0.5), quartiles: [quantile(resident, 0.25), quantile(resident, 0.75)] },
    points,
    goal: growthGoal,
    ok: perSteps < growthGoal,
  };
}
