import type { Shape } from "../core/shape.ts";
import { arrays, type FieldValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Network } from "./network.ts";
import { fieldFor } from "./program.ts";

/** Examples: a data set, or arrays by field (`x`, `y`, `sampleWeight`, or the names of inputs and outputs). */
export type Data = Dataset | Readonly<Record<string, FieldValues>>;

/** Arrays as a data set; flat typed arrays take the shapes the network expects. */
export function toDataset(data: Data, network: Network): Dataset {
  if (typeof (data as Dataset).fill === "function") return data as Dataset;
  const fields = data as Readonly<Record<string, FieldValues>>;
  const alone = Object.keys(network.inputs).length === 1;
  const shapes: Record<string, Shape> = {};
  for (const [name, place] of Object.entries(network.inputs)) {
    const field = fieldFor(fields, name, alone ? "x" : undefined, `network's input "${name}"`);
    if (ArrayBuffer.isView(fields[field])) shapes[field] = place.input?.shape ?? [];
  }
  return arrays(fields, { shapes });
}
