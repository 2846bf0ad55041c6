/**
 * Value and gradient of every loss at about a million elements. On all sides the gradient stays in the memory of what
 * computed it and is summed up there, as a training step would consume it; TensorFlow.js and jax-js alike.
 */

import { comparison, difference, enter, fastest, ours, single, takeTurns } from "../lib/competitors.mjs";
import { withMedian } from "../lib/loss-median.mjs";
import { lossWorks } from "../lib/losses.mjs";

/** A million numbers added up in float32: TensorFlow.js and jax-js are off by 5e-4 (we and PyTorch by 1e-6). */
const tolerance = 2e-3;

/** What one loss may take of PyTorch's time. */
const goal = 1.5;

export async function losses({ peers, tiny, rounds = tiny ? 1 : 5, only, log }) {
  const sizes = tiny ? [200] : [1e6, 4e6];
  const isWanted = ({ name }) => only === undefined || only.includes(name);
  const competitors = [ours("cpu"), ...Object.values(peers)];
  const started = [];
  for (const competitor of competitors) {
    // One BLAS is enough: few losses multiply matrices.
    if (competitor === peers.torchReference || competitor === peers.torchOneBlas) continue;
    started.push(await enter(competitor, async (worker) => ({ names: (await worker.ask("lossNames")).names })));
  }
  if (Object.values(peers).some(({ against }) => against === "wasm"))
    started.push(await enter(ours("wasm"), async () => ({})));
  // The largest size where there is somebody to compare with.
  const isShared = ({ name }) => started.some(({ against, names }) => against === "cpu" && names?.includes(name));
  const works = sizes.flatMap((size, i) =>
    lossWorks(size).filter((work) => isWanted(work) && (i === 0 || isShared(work))),
  );
  const rows = [];
  for (const [i, work] of works.entries()) {
    if (i % 20 === 0) log(`losses: ${i} of ${works.length}`);
    rows.push(...(await timeLoss(work, { started, rounds, log })));
  }
  for (const { worker } of started) await worker?.stop();
  return withMedian(rows);
}

async function timeLoss(work, { started, rounds, log }) {
  const having = started.filter(
    ({ absent, names }) => absent === undefined && (names === undefined || names.includes(work.name)),
  );
  const against = new Set(having.map((competitor) => competitor.against));
  const entered = [];
  for (const competitor of having) {
    if (competitor.device === "wasm" && !against.has("wasm")) continue;
    entered.push(await prepared(competitor, work, entered[0]));
    if (entered[0].absent !== undefined) break;
  }
  const elements = work.inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
  const base = { suite: "losses", name: `${work.name} ${elements}` };
  const giveUp = async (reason) => {
    log(`losses: ${work.name} is not timed: ${reason}`);
    for (const competitor of started.filter(({ device }) => device !== undefined)) await startAgain(competitor);
  };
  const failed = entered.find(({ device, absent }) => device !== undefined && absent !== undefined);
  if (failed !== undefined) {
    await giveUp(failed.absent);
    return [];
  }
  const present = entered.filter(({ absent }) => absent === undefined);
  const isAlone = present.length === 1;
  const pause = isAlone ? 0 : 20;
  const turns = (given, repeats) =>
    takeTurns(present, {
      rounds: given,
      ask: async ({ worker }, threads) => (await worker.ask("timeLoss", { repeats, threads })).milliseconds,
      pause,
    });
  const results = await timedInTurns(turns, isAlone, rounds).catch(({ message }) => giveUp(message));
  if (results === undefined) return [];
  const best = new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
  const of = (device) => entered.find((competitor) => competitor.device === device);
  const rowOf = (mine) => ({ ...base, device: mine.device, mine: best.get(mine) });
  const others = entered.filter(({ device }) => device === undefined);
  if (others.length === 0) return [single(rowOf(of("cpu")))];
  return others.map((peer) => {
    const row = { ...rowOf(of(peer.against)), peer: peer.name, ...(peer.against === "cpu" ? { goal } : {}) };
    if (peer.absent !== undefined) return single({ ...row, absent: peer.absent });
    return comparison({ ...row, theirs: best.get(peer) });
  });
}

async function timedInTurns(turns, isAlone, rounds) {
  const trial = [...(await turns(1, isAlone ? 3 : 7)).values()].map((byThreads) => fastest(byThreads).median);
  // Of a loss that takes less than a millisecond, a few runs after a pause say how fast memory and threads wake up.
  const repeats = isAlone ? 3 : Math.max(7, Math.min(100, Math.ceil(40 / Math.min(...trial))));
  return turns(isAlone ? 1 : rounds, repeats);
}

/** A worker in the place of one that failed: it may be gone (comparing all positions of an image takes more memory than there is). */
async function startAgain(competitor) {
  await competitor.worker.stop();
  competitor.worker = (await enter(ours(competitor.device), async () => ({}))).worker;
}

/** Computes the loss once and checks that it is the same as ours: value, and sum of the gradients' absolute values. */
async function prepared(competitor, work, reference) {
  const { worker, device, name } = competitor;
  let result;
  try {
    result = await worker.ask("prepareLoss", { work, device });
  } catch (error) {
    return { ...competitor, absent: error.message }; // ours too: some losses do not take generic sizes
  }
  const numbers = [result.value, result.gradientSum];
  const off = reference === undefined ? 0 : difference(numbers, reference.numbers);
  if (off > tolerance) {
    const other = `computes another value: ${numbers.join(", ")}, ours ${reference.numbers.join(", ")}`;
    if (device !== undefined) throw new Error(`${name}: ${work.name} ${other}`);
    return { ...competitor, absent: other };
  }
  return { ...competitor, numbers };
}
