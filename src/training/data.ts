import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import { describe } from "../core/tensor.ts";
import { arrays, type FieldValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { maskField, weightField } from "./counting.ts";
import type { Network } from "./network.ts";
import { fieldFor } from "./program.ts";

/**
 * Examples: a data set, or arrays by field: `x`, `y`, or the names of inputs and outputs; `sampleWeight` and `mask` have one
 * entry per example or position, for all outputs or each by name (in a data set: fields `sampleWeight/a`, `mask/a`).
 */
export type Data = Dataset | Readonly<Record<string, FieldValues | PerOutputValues>>;

/** Targets, weights or masks of each output by name: `sampleWeight: { outputs: { a: [...], b: [...] } }`. */
export interface PerOutputValues {
  readonly outputs: Readonly<Record<string, FieldValues>>;
}

/** Where values of an output by name go: targets under its name. @throws NameError for other fields, which have no outputs */
function fieldOfOutput(field: string, output: string): string {
  if (field === "y") return output;
  if (field === weightField || field === maskField) return `${field}/${output}`;
  throw unknownName("field with outputs", field, ["y", weightField, maskField]);
}

function isPerOutput(values: FieldValues | PerOutputValues): values is PerOutputValues {
  return typeof values === "object" && values !== null && "outputs" in values;
}

/** Arrays as a data set; flat typed arrays take the shapes the network expects. */
export function toDataset(data: Data, network: Network): Dataset {
  if (typeof data !== "object" || data === null)
    throw new ArgumentError("data", {
      expected: "a data set, or arrays by field: { x, y }",
      got: describe(data),
    });
  if (typeof (data as Dataset).fill === "function") return data as Dataset;
  const fields = Object.fromEntries(
    Object.entries(data as Readonly<Record<string, FieldValues | PerOutputValues>>).flatMap(([name, values]) =>
      isPerOutput(values)
        ? Object.entries(values.outputs).map(([output, each]) => [fieldOfOutput(name, output), each] as const)
        : [[name, values] as const],
    ),
  );
  const alone = Object.keys(network.inputs).length === 1;
  const shapes: Record<string, Shape> = {};
  for (const [name, place] of Object.entries(network.inputs)) {
    const field = fieldFor(fields, name, alone ? "x" : undefined, `network's input "${name}"`);
    if (ArrayBuffer.isView(fields[field])) shapes[field] = place.input?.shape ?? [];
  }
  return arrays(fields, { shapes });
}
