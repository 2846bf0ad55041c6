/**
 * Single operations, with their gradients where a training step needs them. On all sides what is computed stays in the
 * memory of what computed it; its sum is read (of small results all).
 */
import { comparison, enter, ours, single } from "../lib/competitors.mjs";
import { timeInTurns } from "../lib/turns.mjs";
import { opWorks } from "../ops/works.mjs";

/** Differences that float32 leaves after sums of a few thousand terms, in units of a result's mean size. */
const tolerance = 1e-3;

/** What an operation may take of PyTorch's time. */
const goal = 1.5;

/** @param only names of operations, as bench/ops/works.mjs has them */
export async function ops({ peers, tiny, rounds = tiny ? 1 : 5, only, log }) {
  const works = opWorks(tiny).filter(({ operation }) => only === undefined || only.includes(operation));
  const competitors = [ours("cpu"), ...Object.values(peers)];
  const isBesideWasm = Object.values(peers).some(({ against }) => against === "wasm");
  if (isBesideWasm) competitors.splice(1, 0, ours("wasm"));
  const started = [];
  for (const competitor of competitors) {
    if (competitor === peers.torchReference) continue; // matrix products show twenty times over that it is slow
    started.push(await enter(competitor, async (worker) => ({ names: (await worker.ask("opNames")).names })));
  }
  const rows = [];
  for (const work of works) {
    log(`ops: ${work.name}`);
    rows.push(...(await timeOperation(work, { started, rounds, tiny })));
  }
  for (const { worker } of started) await worker?.stop();
  return rows;
}

async function timeOperation(work, { started, rounds, tiny }) {
  const entered = [];
  for (const competitor of started) entered.push(await prepared(competitor, work, entered[0]));
  const present = entered.filter(({ absent }) => absent === undefined);
  const best = await timeInTurns(present, { command: "timeOp", rounds, tiny });
  const mine = (device) => entered.find((competitor) => competitor.device === device);
  const rowOf = (device) => ({ suite: "ops", name: work.name, device, mine: best.get(mine(device)) });
  const others = entered.filter(({ device }) => device === undefined);
  if (others.length === 0) return entered.map(({ device }) => single(rowOf(device)));
  const rival = present
    .filter(({ against }) => against === "cpu")
    .sort((a, b) => best.get(a).median - best.get(b).median)[0];
  return others.map((peer) => {
    const row = { ...rowOf(peer.against), peer: peer.name };
    if (peer.absent !== undefined) return single({ ...row, absent: peer.absent });
    return comparison({ ...row, theirs: best.get(peer), ...(peer === rival ? { goal } : {}) });
  });
}

/** Computes the operation once and compares what comes out with ours: some elements of every result, and their mean size. */
async function prepared(competitor, work, reference) {
  const { worker, device, name, names } = competitor;
  if (competitor.absent !== undefined) return competitor;
  if (!names.includes(work.operation)) return { ...competitor, absent: "it has no such operation" };
  let digests;
  try {
    ({ digests } = await worker.ask("prepareOp", { work, device }));
  } catch (error) {
    if (device !== undefined) throw new Error(`${name}: ${work.name}: ${error.message}`);
    return { ...competitor, absent: error.message };
  }
  const off = reference === undefined ? 0 : distance(digests, reference.digests);
  if (off <= tolerance) return { ...competitor, digests };
  const other = `computes other numbers: they differ by ${off.toPrecision(2)} of their mean size`;
  if (device !== undefined) throw new Error(`${name}: ${work.name} ${other}`);
  return { ...competitor, absent: other };
}

/** The largest difference between two lists of digests, in units of the mean absolute value; infinite where sizes differ. */
export function distance(mine, theirs) {
  if (mine.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...mine.map(({ size, scale, picked }, i) => {
      const other = theirs[i];
      if (size !== other.size) return Number.POSITIVE_INFINITY;
      const unit = Math.max(other.scale, 1e-12);
      const largest = Math.max(
        Math.abs(scale - other.scale),
        ...picked.map((number, k) => Math.abs(number - other.picked[k])),
      );
      return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest / unit;
    }),
  );
}
