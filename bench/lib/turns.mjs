/** Rounds of one piece of work that some competitors have prepared, sized by how long it takes. */
import { fastest, takeTurns } from "./competitors.mjs";

/**
 * Asks every competitor for timings in turns. Returns the best of each: { threads, rounds, median }.
 * @param present competitors whose workers have the work prepared
 * @param command of the workers: { repeats, threads } => { milliseconds }
 * @param slow milliseconds above which one run of a competitor is all
 */
export async function timeInTurns(present, { command, rounds, tiny = false, slow = 2000 }) {
  const turns = (competitors, given, repeats) =>
    takeTurns(competitors, {
      rounds: given,
      ask: async ({ worker, runs }, threads) =>
        (await worker.ask(command, { repeats: Math.min(repeats, runs ?? repeats), threads })).milliseconds,
      pause: tiny ? 0 : 20,
    });
  // The first run may compile; who is slow even so is not asked again.
  const first = await turns(present, 1, 1);
  const isSlow = (competitor) => fastest(first.get(competitor)).median > slow;
  const quick = present.filter((competitor) => !isSlow(competitor));
  const trial = await turns(quick, 1, tiny ? 1 : 3);
  const medians = quick.map((competitor) => fastest(trial.get(competitor)).median);
  quick.forEach((competitor, i) => {
    competitor.runs = Math.max(1, Math.ceil(1500 / medians[i]));
  });
  // Of what takes less than a millisecond, a few runs after a pause say how fast memory and threads wake up.
  const repeats = tiny ? 2 : Math.max(5, Math.min(100, Math.ceil(60 / Math.min(slow, ...medians))));
  const results = await turns(quick, rounds, repeats);
  return new Map(
    present.map((competitor) => [competitor, fastest((results.has(competitor) ? results : first).get(competitor))]),
  );
}
