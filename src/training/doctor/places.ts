import type { Layer, LayerOutput } from "../../layers/layer.ts";
import { type Network, orderOf } from "../network.ts";

/** A use of a layer in a network, with what it reads and what reads it. */
export interface Place {
  readonly name: string;
  readonly layer: Layer;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Uses of layers it reads; inputs of the network are left out. */
  readonly inputs: readonly Place[];
  readonly readers: readonly Place[];
  readonly isOutput: boolean;
}

/** All uses of layers, in the order they are computed. */
export function placesOf(network: Network): readonly Place[] {
  const names = new Map(network.layers.map(({ layer, name }) => [layer, name]));
  const outputs = new Set(Object.values(network.outputs));
  const made = new Map<LayerOutput, Place & { readonly readers: Place[] }>();
  for (const at of orderOf([...outputs])) {
    if (at.layer === undefined) continue;
    const { kind, options } = at.layer;
    const inputs = at.inputs.flatMap((below) => made.get(below) ?? []);
    const place = {
      name: names.get(at.layer) ?? kind,
      layer: at.layer,
      kind,
      options,
      inputs,
      readers: [] as Place[],
      isOutput: outputs.has(at),
    };
    for (const below of inputs) (below.readers as Place[]).push(place);
    made.set(at, place);
  }
  return [...made.values()];
}

const bystanders: ReadonlySet<string> = new Set(["flatten", "reshape", "permute", "dropout", "spatialDropout"]);

/** The uses that read a place's numbers as they are: through layers that only move or drop them. */
export function readersOf(place: Place): readonly Place[] {
  return place.readers.flatMap((reader) => (bystanders.has(reader.kind) ? readersOf(reader) : [reader]));
}

/** Whether a place's numbers leave the network as they are. */
export function endsIn(place: Place): boolean {
  return place.isOutput || place.readers.some((reader) => bystanders.has(reader.kind) && endsIn(reader));
}

/** Everything a place is computed from. */
export function belowOf(place: Place): ReadonlySet<Place> {
  const seen = new Set<Place>();
  const visit = (at: Place): void => {
    for (const below of at.inputs) {
      if (seen.has(below)) continue;
      seen.add(below);
      visit(below);
    }
  };
  visit(place);
  return seen;
}
