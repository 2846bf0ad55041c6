/** Whole training steps (forward, gradients, Adam): two networks on MNIST, and others on made-up numbers. */
import { comparison, difference, enter, fastest, ours, single, takeTurns } from "../lib/competitors.mjs";
import { description, networks, tinyNetworks } from "../lib/networks.mjs";

/** Where there is a GPU, which the user knows: LOSSMITH_BENCH_GPU=1. */
const devices = process.env.LOSSMITH_BENCH_GPU ? ["cpu", "webgpu"] : ["cpu", "wasm"];
const comparedSteps = 3;
/** float32 sums in another order: the losses of the first steps agree to this, or the work is not the same. */
const tolerance = 1e-3;

export async function steps({ peers, tiny, rounds = tiny ? 2 : 10, only, log }) {
  const rows = [];
  const all = tiny ? tinyNetworks : networks;
  for (const [key, network] of Object.entries(all).filter(
    ([name]) => !(only?.some((each) => each in all) && !only.includes(name)),
  ))
    rows.push(...(await timeNetwork(key, { network, peers, rounds, log })));
  return rows;
}

async function timeNetwork(key, { network, peers, rounds, log }) {
  const described = description(network);
  const prepare = (device) => async (worker) => {
    const { note } = await worker.ask("prepare", { network: described, device });
    const { losses } = await worker.ask("losses", { steps: Math.min(comparedSteps, network.batches) });
    return { note, losses: losses.slice(0, comparedSteps) };
  };
  const mine = [];
  for (const device of devices) mine.push(await enter(ours(device), prepare(device)));
  const off = difference(mine[1].losses, mine[0].losses);
  if (!(off <= tolerance)) throw new Error(`${key}: losses on ${devices.join(" and ")} differ by ${off}`);
  const entered = [];
  for (const peer of Object.values(peers)) {
    // jax-js and TensorFlow.js take the networks that are described by shapes alone.
    if (!devices.includes(peer.against) || (network.shapes === undefined && peer.against === "wasm")) continue;
    log(`${key}: ${peer.name}`);
    entered.push(await checkWork(await enter(peer, prepare(peer.on)), mine[0]));
  }
  // Ours on wasm says nothing where nobody is beside it.
  const isBeside = ({ device }) => entered.length === 0 || entered.some(({ against }) => against === device);
  for (const { worker } of mine.filter((competitor) => !isBeside(competitor))) await worker.stop();
  const present = [...mine.filter(isBeside), ...entered.filter(({ absent }) => absent === undefined)];
  for (const competitor of present) await warmUp(competitor, network);
  log(`${key}: ${rounds} rounds of ${present.map(({ name }) => name).join(", ")}`);
  const results = await takeTurns(present, {
    rounds,
    ask: async ({ worker, turn }, threads) => (await worker.ask("time", { ...turn, threads })).milliseconds,
  });
  for (const { worker } of present) await worker.stop();

  const best = new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
  const rowOf = (competitor) => ({
    suite: "steps",
    name: `${network.title}, batch ${network.batchSize}, Adam step`,
    device: competitor.device,
    note: competitor.note,
    mine: best.get(competitor),
  });
  if (entered.length === 0) return mine.map((competitor) => single(rowOf(competitor)));
  const rival = fastestPyTorch(entered, best);
  return entered.map((peer) => {
    const row = { ...rowOf(mine.find(({ device }) => device === peer.against)), peer: peer.name, peerNote: peer.note };
    if (peer.absent !== undefined) return single({ ...row, absent: peer.absent });
    const judged = peer === rival ? { goal: network.goal } : {};
    return comparison({ ...row, theirs: best.get(peer), ...judged, losses: peer.losses });
  });
}

function fastestPyTorch(entered, best) {
  const times = entered
    .filter(({ name, against }) => name.startsWith("PyTorch") && against === "cpu")
    .flatMap((peer) => {
      const found = best.get(peer);
      return found === undefined ? [] : [{ peer, median: found.median }];
    });
  return times.sort((a, b) => a.median - b.median)[0]?.peer;
}

/** Same weights, same batches: the first losses must agree. */
async function checkWork(peer, mine) {
  if (peer.absent !== undefined) return peer;
  const off = difference(peer.losses, mine.losses);
  if (off <= tolerance) return peer;
  await peer.worker.stop();
  const shown = (losses) =>
    losses
      .slice(0, 3)
      .map((loss) => loss.toFixed(4))
      .join(", ");
  return { ...peer, absent: `does other work: first losses ${shown(peer.losses)}, ours ${shown(mine.losses)}` };
}

/**
 * Sizes a competitor's turn: some passes over the batches after one that is not timed, since whoever waited starts cold.
 * The very slow run fewer steps, and one round only.
 */
async function warmUp(competitor, { batches }) {
  const { milliseconds } = await competitor.worker.ask("time", { steps: 1, repeats: 1, threads: 2, warm: false });
  const [first] = milliseconds;
  const fitting = Math.max(1, Math.min(batches, Math.floor(500 / first)));
  const steps = competitor.device === undefined ? fitting : batches;
  competitor.turn = { steps, repeats: Math.max(1, Math.min(4, Math.floor(600 / (first * steps)))), warm: first < 2000 };
  competitor.onlyOnce = first > 2000;
}
