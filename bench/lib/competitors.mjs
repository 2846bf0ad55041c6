/** Us and the peers as workers that take turns at the same work. */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/lib/paths.mjs";
import { quantile, summary } from "./stats.mjs";
import { startWorker } from "./worker.mjs";

/** Ours on a device, in the form of a peer. */
export function ours(device) {
  const file = process.execPath;
  return { name: `lossmith ${device}`, file, args: [join(root, "bench/workers/lossmith.mjs")], device };
}

/**
 * Starts a competitor and prepares it. A peer that is absent, fails, or computes something else is returned with `absent`,
 * the reason; ours failing is an error.
 */
export async function enter(competitor, prepare) {
  if (competitor.absent !== undefined) return competitor;
  const worker = startWorker(competitor.file, competitor.args, { env: competitor.env, limitSeconds: 240 });
  try {
    return { ...competitor, worker, ...(await prepare(worker)) };
  } catch (error) {
    await worker.stop();
    if (competitor.device !== undefined) throw new Error(`${competitor.name}: ${error.message}`);
    return { ...competitor, absent: error.message };
  }
}

/** The largest relative difference between two lists of numbers. */
export function difference(a, b) {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / Math.max(Math.abs(b[i]), 1e-12)));
}

/**
 * Times competitors in turns: every round each runs once with each of its numbers of threads, so that whatever else the
 * machine does falls on all alike. Returns for each, by number of threads, a list with one list of samples a round.
 * @param ask (competitor, threads) => milliseconds of one turn
 */
export async function takeTurns(competitors, { rounds, ask, pause = 30 }) {
  const results = new Map(competitors.map((competitor) => [competitor, new Map()]));
  for (let round = 0; round < rounds; round++) {
    for (const competitor of competitors) {
      if (round > 0 && competitor.onlyOnce) continue;
      for (const threads of competitor.threads ?? [undefined]) {
        const milliseconds = await ask(competitor, threads);
        const byThreads = results.get(competitor);
        byThreads.set(threads, [...(byThreads.get(threads) ?? []), milliseconds]);
        await sleep(pause); // threads that still spin must not take time from the next
      }
    }
  }
  return results;
}

/** The number of threads (undefined where it is not ours to choose) with the lowest median, and its samples by round. */
export function fastest(byThreads) {
  const entries = [...byThreads].map(([threads, rounds]) => ({
    threads,
    rounds,
    median: quantile(rounds.flat(), 0.5),
  }));
  return entries.reduce((a, b) => (b.median < a.median ? b : a));
}

/** A line of the results without a peer, or with one that could not be timed. */
export function single({ mine, ...row }) {
  return { ...row, unit: "ms", ours: summary(mine.rounds.flat()) };
}

/** A line of the results: us against one peer. The ratio is the median over the rounds of ours / theirs. */
export function comparison({ mine, theirs, ...row }) {
  const paired = mine.rounds
    .slice(0, theirs.rounds.length)
    .map((samples, i) => quantile(samples, 0.5) / quantile(theirs.rounds[i], 0.5));
  const ratio = summary(paired);
  return {
    ...row,
    unit: "ms",
    ours: summary(mine.rounds.flat()),
    theirs: { ...summary(theirs.rounds.flat()), threads: theirs.threads },
    ratio: ratio.median,
    ratioQuartiles: ratio.quartiles,
    ok: row.goal === undefined ? undefined : ratio.median <= row.goal,
  };
}
