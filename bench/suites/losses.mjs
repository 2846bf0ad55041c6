/** Value and gradient of six losses at a million elements; the gradient is handed to the caller. */
import { comparison, difference, enter, fastest, ours, single, takeTurns } from "../lib/competitors.mjs";
import { timedLosses } from "../lib/losses.mjs";

/** A million numbers added up in float32: TensorFlow.js and jax-js are off by 5e-4 (we and PyTorch by 1e-7). */
const tolerance = 2e-3;

export async function losses({ peers, tiny, rounds = tiny ? 1 : 8, log }) {
  const shape = tiny ? [4, 5] : [1000, 1000];
  const started = [];
  for (const competitor of [ours("cpu"), ours("wasm"), ...Object.values(peers)]) {
    // One BLAS is enough: no loss multiplies matrices.
    if (competitor !== peers.torchReference && competitor !== peers.torchOneBlas)
      started.push(await enter(competitor, async () => ({})));
  }
  const rows = [];
  for (const loss of timedLosses) {
    log(`losses: ${loss.name}`);
    rows.push(...(await timeLoss(loss, { shape, started, rounds })));
  }
  for (const { worker } of started) await worker?.stop();
  return rows;
}

async function timeLoss(loss, { shape, started, rounds }) {
  const entered = [];
  for (const competitor of started) {
    if (competitor.absent !== undefined) entered.push(competitor);
    else entered.push(await prepared(competitor, { loss, shape, reference: entered[0] }));
  }
  const present = entered.filter(({ absent }) => absent === undefined);
  const ask = async ({ worker }, threads) => (await worker.ask("timeLoss", { repeats: 5, threads })).milliseconds;
  await takeTurns(present, { rounds: 1, ask });
  const results = await takeTurns(present, { rounds, ask });
  const best = new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
  const base = { suite: "losses", name: `${loss.name}, [${shape.join(", ")}], value and gradient` };
  const of = (device) => entered.find((competitor) => competitor.device === device);
  const peers = entered.filter(({ device }) => device === undefined);
  const rowOf = (mine) => ({ ...base, device: mine.device, mine: best.get(mine) });
  if (peers.length === 0) return present.map((mine) => single(rowOf(mine)));
  return peers.map((peer) => {
    const row = { ...rowOf(of(peer.against)), peer: peer.name };
    if (peer.absent !== undefined) return single({ ...row, absent: peer.absent });
    return comparison({ ...row, theirs: best.get(peer) });
  });
}

/** Computes the loss once and checks that it is the same as ours: value, and sum of the gradient's absolute values. */
async function prepared(competitor, { loss, shape, reference }) {
  const { worker, device, name } = competitor;
  let result;
  try {
    result = await worker.ask("prepareLoss", { loss, shape, device });
  } catch (error) {
    if (device !== undefined) throw new Error(`${name}: ${loss.name}: ${error.message}`);
    return { ...competitor, absent: error.message };
  }
  const numbers = [result.value, result.gradientSum];
  const off = reference === undefined ? 0 : difference(numbers, reference.numbers);
  if (off > tolerance) {
    const other = `computes another value: ${numbers.join(", ")}, ours ${reference.numbers.join(", ")}`;
    if (device !== undefined) throw new Error(`${name}: ${loss.name} ${other}`);
    return { ...competitor, absent: other };
  }
  return { ...competitor, numbers };
}
