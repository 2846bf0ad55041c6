/** Rounds of one piece of work that some competitors have prepared, sized by how long it takes. */
import { fastest, takeTurns } from "./competitors.mjs";

/**
 * Asks every competitor for timings in turns. Returns the best of each: { threads, rounds, median }.
 * @param present competitors whose workers have the work prepared
 * @param command of the workers: { repeats, threads } => { milliseconds }
 * @param slow milliseconds above which a competitor has one round only
 */
export async function timeInTurns(present, { command, rounds, tiny = false, slow = 2000 }) {
  const turns = (given, repeats, pause) =>
    takeTurns(present, {
      rounds: given,
      ask: async ({ worker, runs }, threads) =>
        (await worker.ask(command, { repeats: Math.min(repeats, runs ?? repeats), threads })).milliseconds,
      pause,
    });
  const trial = await turns(1, tiny ? 1 : 3, tiny ? 0 : 20);
  const medians = present.map((competitor) => fastest(trial.get(competitor)).median);
  present.forEach((competitor, i) => {
    competitor.onlyOnce = medians[i] > slow;
    competitor.runs = Math.max(1, Math.ceil(1500 / medians[i]));
  });
  // Of what takes less than a millisecond, a few runs after a pause say how fast memory and threads wake up.
  const repeats = tiny ? 2 : Math.max(5, Math.min(100, Math.ceil(60 / Math.min(...medians))));
  const results = await turns(rounds, repeats, tiny ? 0 : 20);
  return new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
}
