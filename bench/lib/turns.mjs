/** Rounds of one piece of work that some competitors have prepared, sized by how long it takes. */
import { fastest, takeTurns } from "./competitors.mjs";

/**
 * Asks every competitor for timings in turns. Returns the best of each: { threads, rounds, median }.
 * @param present competitors whose workers have the work prepared
 * @param command of the workers: { repeats, threads } => { milliseconds }
 * @param slow milliseconds above which a competitor has one round only
 */
export async function timeInTurns(present, { command, rounds, tiny = false, slow = 2000 }) {
  const turns = (competitors, given, repeats) =>
    takeTurns(competitors, {
      rounds: given,
      ask: async ({ worker, runs }, threads) =>
        (await worker.ask(command, { repeats: Math.min(repeats, runs ?? repeats), threads })).milliseconds,
      pause: tiny ? 0 : 20,
    });
  const medians = async (competitors, repeats) => {
    const times = await turns(competitors, 1, repeats);
    return competitors.map((competitor) => fastest(times.get(competitor)).median);
  };
  // The first run may compile; who is slow even so shows in it.
  for (const [i, first] of (await medians(present, 1)).entries()) {
    present[i].onlyOnce = first > slow;
    present[i].runs = first > slow ? 1 : undefined;
  }
  const quick = present.filter(({ onlyOnce }) => !onlyOnce);
  const trial = quick.length === 0 ? [slow] : await medians(quick, tiny ? 1 : 3);
  quick.forEach((competitor, i) => {
    competitor.runs = Math.max(1, Math.ceil(1500 / trial[i]));
  });
  // Of what takes less than a millisecond, a few runs after a pause say how fast memory and threads wake up.
  const repeats = tiny ? 2 : Math.max(5, Math.min(100, Math.ceil(60 / Math.min(...trial))));
  const results = await turns(present, rounds, repeats);
  return new Map(present.map((competitor) => [competitor, fastest(results.get(competitor))]));
}
