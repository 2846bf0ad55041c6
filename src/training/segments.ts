import { ArgumentError, unknownName } from "../core/errors.ts";

/**
 * What is computed again in the backward pass rather than kept: `true` chooses segments of layers that need least memory,
 * "layers" keeps only what goes from layer to layer, and a list only what goes out of the layers it names.
 */
export type Checkpointing = boolean | "layers" | readonly string[];

/** A layer's use in a network, as the segments see it. */
export interface Place {
  readonly name: string;
  /** Elements of one example of its output. */
  readonly size: number;
  /** Elements of one example that are computed on the way to it, itself among them. */
  readonly inner: number;
  /** Position of the last place that reads it; beyond the end for an output of the network. */
  readonly lastUse: number;
}

/**
 * Where segments end: each entry is the position after a segment's last place; the last is the number of places.
 * @throws NameError for a layer that is not there, ArgumentError for what is no choice
 */
export function segmentEnds(places: readonly Place[], choice: Checkpointing): number[] {
  const all = places.length;
  if (choice === false) return [all];
  if (choice === "layers") return places.map((_, i) => i + 1);
  if (choice === true) return cheapest(places);
  if (!Array.isArray(choice) || choice.length === 0 || choice.some((name) => typeof name !== "string"))
    throw new ArgumentError("checkpoint", {
      expected: 'true, "layers", or names of layers whose outputs are kept',
      got: JSON.stringify(choice),
    });
  const names = places.map(({ name }) => name);
  const last = choice.map((name) => {
    if (!names.includes(name)) throw unknownName("checkpoint", name, names);
    return names.lastIndexOf(name) + 1;
  });
  return [...new Set([...last, all])].sort((a, b) => a - b);
}

/** Elements that are still read after the first `end` places, of what they computed. */
function crossing(places: readonly Place[], end: number): number {
  return places.slice(0, end).reduce((sum, { size, lastUse }) => (lastUse >= end ? sum + size : sum), 0);
}

/**
 * The ends with the least sum of what is kept between segments and of the largest segment, which is there whole while its
 * gradient is computed. For every bound on a segment, the least that is kept, by dynamic programming.
 */
function cheapest(places: readonly Place[]): number[] {
  const all = places.length;
  const kept = Array.from({ length: all }, (_, end) => crossing(places, end));
  const before = [0];
  for (const { inner } of places) before.push((before.at(-1) as number) + inner);
  const within = (from: number, to: number): number => (before[to] as number) - (before[from] as number);
  let best = { cost: Number.POSITIVE_INFINITY, ends: [all] };
  for (let parts = 1; parts <= all; parts++) {
    const most = Math.max(within(0, all) / parts, ...places.map(({ inner }) => inner));
    // Least kept up to each end, and the end before it.
    const costs = [0, ...new Array<number>(all).fill(Number.POSITIVE_INFINITY)];
    const from = new Array<number>(all + 1).fill(0);
    for (let end = 1; end <= all; end++)
      for (let start = end - 1; start >= 0 && within(start, end) <= most; start--) {
        const cost = (costs[start] as number) + (start === 0 ? 0 : (kept[start] as number));
        if (cost < (costs[end] as number)) [costs[end], from[end]] = [cost, start];
      }
    const ends: number[] = [];
    for (let end = all; end > 0; end = from[end] as number) ends.unshift(end);
    const largest = Math.max(...ends.map((end, i) => within(ends[i - 1] ?? 0, end)));
    const cost = (costs[all] as number) + largest;
    if (cost < best.cost) best = { cost, ends };
  }
  return best.ends;
}
