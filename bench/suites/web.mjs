/** A whole training step in headless Chromium, beside PyTorch's on the same machine and TensorFlow.js in the same browser. */
import { startBrowser } from "../lib/browser.mjs";
import { comparison, difference, enter, fastest, ours, single, takeTurns } from "../lib/competitors.mjs";
import { description, networks, tinyNetworks } from "../lib/networks.mjs";

/** Ours on wasm / PyTorch's own code at its best. */
const nativeGoal = 2.5;
/** Ours on wasm / the best of TensorFlow.js on the CPU. */
const tfjsGoal = 0.1;
const comparedSteps = 3;
/** float32 sums in another order. */
const tolerance = 1e-3;

const backends = ["wasm", "cpu", "webgl", "webgpu"];

export async function web({ peers, tiny, rounds = tiny ? 1 : 7, log }) {
  const network = description((tiny ? tinyNetworks : networks).convnet);
  const browser = await startBrowser(network);
  try {
    const devices = tiny ? ["wasm"] : ["wasm", "webgpu"];
    return await timeInBrowser({ browser, network, devices, peers, rounds, log });
  } finally {
    await browser.close();
  }
}

async function timeInBrowser({ browser, network, devices, peers, rounds, log }) {
  const mine = [];
  for (const device of devices) {
    log(`web: lossmith ${device}`);
    mine.push(await enterPage(browser, "/lossmith", { name: `lossmith ${device}`, backend: device, network }));
  }
  const [reference] = mine;
  if (reference.absent !== undefined) throw new Error(`web: lossmith wasm: ${reference.absent}`);
  const inNode = (device) => async (worker) => {
    const { note } = await worker.ask("prepare", { network, device });
    const { losses } = await worker.ask("losses", { steps: Math.min(comparedSteps, network.batches) });
    return { note, losses: losses.slice(0, comparedSteps) };
  };
  const here = await enter(ours("cpu"), inNode("cpu"));
  await here.worker.stop();
  const off = difference(reference.losses, here.losses);
  if (!(off <= tolerance)) throw new Error(`web: losses in Chromium and in Node differ by ${off}`);
  const others = [];
  const { tfjs, ...rest } = peers;
  const natives = Object.values(rest).filter(({ against }) => against === "cpu");
  if (Object.keys(peers).length > 0) {
    for (const peer of natives) {
      log(`web: ${peer.name}`);
      others.push({ ...(await enter(peer, inNode())), against: "wasm", isNative: true });
    }
    for (const backend of backends) {
      log(`web: TensorFlow.js ${backend}`);
      const name = `TensorFlow.js ${backend}`;
      const competitor = { name, backend, network, absent: tfjs?.absent };
      others.push(await enterPage(browser, "/tfjs", competitor));
    }
  }
  const [second, ...checked] = [mine[1] ?? { absent: "not asked for" }, ...others].map((each) =>
    withEqualWork(each, reference),
  );
  const present = [reference, second, ...checked].filter(({ absent }) => absent === undefined);
  for (const competitor of present) await sizeTurn(competitor, competitor.network ?? network);
  log(`web: ${rounds} rounds of ${present.map(({ name }) => name).join(", ")}`);
  const results = await takeTurns(present, {
    rounds,
    ask: async ({ worker, turn }, threads) => (await worker.ask("time", { ...turn, threads })).milliseconds,
    pause: 100,
  });
  for (const { worker } of [reference, second, ...checked]) await worker?.stop();
  const best = new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
  return rowsOf({ reference, second, others: checked, best, network, version: browser.version });
}

/** A page as a competitor; `absent` says why it cannot take part. */
async function enterPage(browser, page, competitor) {
  if (competitor.absent !== undefined) return competitor;
  const { backend } = competitor;
  let { network } = competitor;
  let worker;
  try {
    worker = await browser.open(page);
    let prepared = await worker.ask("prepare", { network, backend });
    if (prepared.software) {
      // Steps take seconds there: a pass is the few that prove equal work.
      network = { ...network, batches: Math.min(comparedSteps, network.batches) };
      prepared = await worker.ask("prepare", { network, backend });
    }
    const { losses } = await worker.ask("losses", { steps: Math.min(comparedSteps, network.batches) });
    return { ...competitor, ...prepared, network, worker, losses: losses.slice(0, comparedSteps) };
  } catch (error) {
    await worker?.stop();
    return { ...competitor, absent: error.message };
  }
}

function withEqualWork(competitor, reference) {
  if (competitor.absent !== undefined) return competitor;
  const off = difference(competitor.losses, reference.losses);
  if (off <= tolerance) return competitor;
  return { ...competitor, absent: `does other work: its first losses differ by ${off.toPrecision(2)}` };
}

/** The very slow run fewer steps, and one round only. Ours runs whole passes. */
async function sizeTurn(competitor, { batches }) {
  const isOurs = competitor.name.startsWith("lossmith");
  const { milliseconds } = await competitor.worker.ask("time", { steps: 1, repeats: 1, threads: 2, warm: false });
  const [first] = milliseconds;
  const steps = isOurs ? batches : Math.max(1, Math.min(batches, Math.floor(1000 / first)));
  competitor.turn = {
    steps,
    repeats: Math.max(1, Math.min(3, Math.floor(1000 / (first * steps)))),
    warm: first < 2000,
  };
  competitor.onlyOnce = first > 2000;
}

function rowsOf({ reference, second, others, best, network, version }) {
  const base = {
    suite: "web",
    name: `convnet 32c3-p2-64c3-p2-d10, batch ${network.batchSize}, Adam step, Chromium ${version}`,
  };
  const noteOf = ({ note, software }) => [note, software ? "software adapter, no GPU" : ""].filter(Boolean).join(", ");
  const mine = { ...base, device: "wasm", mine: best.get(reference), note: noteOf(reference) };
  const fastestOf = (list) =>
    list.filter((each) => best.has(each)).sort((a, b) => best.get(a).median - best.get(b).median)[0];
  const native = fastestOf(others.filter(({ isNative }) => isNative));
  const onCpu = fastestOf(others.filter(({ backend }) => backend === "wasm" || backend === "cpu"));
  const goalOf = (peer) => (peer === native ? { goal: nativeGoal } : peer === onCpu ? { goal: tfjsGoal } : {});
  const gpu = { ...base, device: second.software ? "webgpu in software" : "webgpu" };
  const rows = others.map((peer) => {
    const against = { ...mine, peer: peer.name, peerNote: noteOf(peer) };
    if (peer.absent !== undefined) return single({ ...against, absent: peer.absent });
    return comparison({ ...against, theirs: best.get(peer), ...goalOf(peer) });
  });
  if (rows.length === 0) rows.push(single(mine));
  if (second.absent !== undefined) return rows;
  const same = others.find(({ backend, absent }) => backend === "webgpu" && absent === undefined);
  const mineOnGpu = { ...gpu, mine: best.get(second), note: noteOf(second) };
  if (same === undefined) return [...rows, single(mineOnGpu)];
  const beside = { ...mineOnGpu, peer: same.name, peerNote: noteOf(same), theirs: best.get(same) };
  return [...rows, comparison(beside)];
}
