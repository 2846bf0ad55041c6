import { toTypedArray } from "../../core/dtype.ts";
import { Random } from "../../core/random.ts";
import { sizeOf } from "../../core/shape.ts";
import type { Values } from "../../runtime/stepper.ts";
import { Value } from "../../runtime/value.ts";
import type { Network, NetworkLayer } from "../network.ts";

/**
 * How random directions are scaled to the weights: "filter", every filter's (or unit's) part to the length of that filter;
 * "layer", every weight tensor's to that tensor's; "none", not at all.
 */
export type Normalisation = "filter" | "layer" | "none";

/** A direction in the space of the weights: numbers by variable, in row-major order. Variables that are not moved are left out. */
export type Direction = ReadonlyMap<string, Float64Array>;

/**
 * A random direction, Gaussian before it is scaled. Weights of one axis (biases, what normalisation scales and shifts by),
 * slopes of activations and running statistics are not moved (Li et al. 2018, arXiv:1712.09913).
 * @param label names the stream of random numbers, so that several directions of one seed differ
 */
export async function randomDirection(
  network: Network,
  weights: Values,
  { seed, label, normalise }: { readonly seed: number; readonly label: string; readonly normalise: Normalisation },
): Promise<Direction> {
  const random = new Random(seed).fork(label);
  const direction = new Map<string, Float64Array>();
  for (const layer of network.layers)
    for (const [key, { tensor, trainable }] of Object.entries(layer.variables)) {
      if (!trainable || tensor.shape.length < 2 || key === "slope") continue;
      const weight = await (weights[tensor.name] as Value).numbers();
      const step = Float64Array.from({ length: weight.length }, () => random.normal());
      if (normalise !== "none")
        scaleGroups(step, weight, normalise === "layer" ? () => 0 : filterOf(layer, key, tensor.shape));
      direction.set(tensor.name, step);
    }
  return direction;
}

/** Which filter a number belongs to, by its place in row-major order. */
function filterOf({ layer }: NetworkLayer, key: string, shape: readonly number[]): (at: number) => number {
  const inner = (axis: number): number => sizeOf(shape.slice(axis + 1));
  const along = (axis: number) => (at: number) => Math.floor(at / inner(axis)) % (shape[axis] as number);
  if (key === "table") return along(0); // a vector for each index
  if (shape.length === 2) return along(1); // [features, units]
  return along(layer.kind.startsWith("convTranspose") ? 1 : 0); // [filters, channels, ...], transposed [channels, filters, ...]
}

/** Scales each group of a step to the length of the same group of the weight. */
function scaleGroups(step: Float64Array, weight: ArrayLike<number>, groupOf: (at: number) => number): void {
  const squares = new Map<number, [step: number, weight: number]>();
  for (let i = 0; i < step.length; i++) {
    const group = groupOf(i);
    const [a, b] = squares.get(group) ?? [0, 0];
    squares.set(group, [a + (step[i] as number) ** 2, b + (weight[i] as number) ** 2]);
  }
  const factors = new Map(Array.from(squares, ([group, [a, b]]) => [group, a === 0 ? 0 : Math.sqrt(b / a)]));
  for (let i = 0; i < step.length; i++) step[i] = (step[i] as number) * (factors.get(groupOf(i)) as number);
}

/** Moves weights along directions, each by its own distance. @returns the values of the weights that are moved */
export class Mover {
  private readonly directions: readonly Direction[];
  private readonly centre: ReadonlyMap<string, { readonly value: Value; readonly numbers: ArrayLike<number> }>;

  private constructor(directions: readonly Direction[], centre: Mover["centre"]) {
    this.directions = directions;
    this.centre = centre;
  }

  static async from(weights: Values, directions: readonly Direction[]): Promise<Mover> {
    const names = new Set(directions.flatMap((each) => [...each.keys()]));
    const centre = new Map<string, { value: Value; numbers: ArrayLike<number> }>();
    for (const name of names) {
      const value = weights[name] as Value;
      centre.set(name, { value, numbers: await value.numbers() });
    }
    return new Mover(directions, centre);
  }

  /** @param distances one for each direction */
  at(distances: readonly number[]): Values {
    const moved = Array.from(this.centre, ([name, { value, numbers }]) => {
      const sums = Float64Array.from(numbers);
      for (const [i, direction] of this.directions.entries()) {
        const step = direction.get(name);
        const distance = distances[i] as number;
        if (step === undefined || distance === 0) continue;
        for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] as number) + distance * (step[at] as number);
      }
      return [name, Value.of(toTypedArray(value.dtype, sums), value.shape, value.dtype)] as const;
    });
    return Object.fromEntries(moved);
  }
}
